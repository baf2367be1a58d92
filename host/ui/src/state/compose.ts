import type { MediaKind } from "../api/types";
import { takesCaption } from "./attachment";
import type { NewContent } from "./draft";

export interface ReadyFile {
  readonly name: string;
  readonly kind: MediaKind;
  readonly blob: string;
}

/** The messages that leave when one presses send: words go under the first file that can carry them. */
export function contentsOf(text: string, note: boolean, files: readonly ReadyFile[]): NewContent[] {
  const body = text.trim();
  if (note) return body ? [{ kind: "note", body }] : [];
  const carrier = files.findIndex((file) => takesCaption(file.kind));
  const media = files.map(
    (file, index): NewContent => ({
      kind: "media",
      media_kind: file.kind,
      blob: file.blob,
      caption: index === carrier && body ? body : null,
      filename: file.name,
    }),
  );
  return body && carrier === -1 ? [{ kind: "text", body }, ...media] : media;
}
