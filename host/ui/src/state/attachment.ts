import type { MediaKind } from "../api/types";

export interface FileFacts {
  readonly name: string;
  readonly type: string;
  readonly size: number;
}

export type Verdict =
  | { readonly ok: true; readonly kind: MediaKind }
  | { readonly ok: false; readonly why: "empty" | "too-big" | "not-allowed"; readonly limit: number };

const MB = 1024 * 1024;

interface Limit {
  readonly kind: MediaKind;
  readonly max: number;
  readonly types: readonly string[];
}

/** What WhatsApp takes as such; everything else travels as a document. */
const WHATSAPP: readonly Limit[] = [
  { kind: "image", max: 5 * MB, types: ["image/jpeg", "image/png"] },
  { kind: "video", max: 16 * MB, types: ["video/mp4", "video/3gpp"] },
  { kind: "audio", max: 16 * MB, types: ["audio/aac", "audio/amr", "audio/mpeg", "audio/mp4", "audio/ogg"] },
];
const DOCUMENT_MAX = 100 * MB;

/** Programs are never passed on to customers, whatever they call themselves. */
const PROGRAMS = /\.(exe|msi|bat|cmd|com|scr|ps1|vbs|js|jar|apk|sh|dmg|html?|svg)$/i;

export function judge(file: FileFacts): Verdict {
  if (file.size === 0) return { ok: false, why: "empty", limit: 0 };
  if (PROGRAMS.test(file.name)) return { ok: false, why: "not-allowed", limit: 0 };
  const type = file.type.split(";")[0]?.trim().toLowerCase() ?? "";
  const limit = WHATSAPP.find((candidate) => candidate.types.includes(type));
  const { kind, max } = limit ?? { kind: "document" as const, max: DOCUMENT_MAX };
  return file.size > max ? { ok: false, why: "too-big", limit: max } : { ok: true, kind };
}

/** Audio shows no caption on the customer's phone. */
export function takesCaption(kind: MediaKind): boolean {
  return kind === "image" || kind === "video" || kind === "document";
}
