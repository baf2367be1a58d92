import type { Endpoints } from "../api/endpoints";
import { ApiError } from "../api/problem";
import type { MediaKind } from "../api/types";
import { judge, type Verdict } from "../state/attachment";
import { freshKey } from "./key";

export interface Attachment {
  readonly key: string;
  readonly file: File;
  readonly kind: MediaKind | null;
  /** For pictures, while they are here. */
  readonly preview: string | null;
  readonly phase:
    | { readonly kind: "uploading" }
    | { readonly kind: "ready"; readonly blob: string }
    | { readonly kind: "refused"; readonly verdict: Extract<Verdict, { ok: false }> }
    | { readonly kind: "failed"; readonly detail: string };
}

/** Files that were chosen for one message; they go up at once, so that sending is quick. */
export class Files {
  items: readonly Attachment[] = $state.raw([]);
  constructor(private readonly api: Endpoints) {}

  add(files: Iterable<File>): void {
    for (const file of files) {
      const verdict = judge(file);
      const key = freshKey();
      const preview = verdict.ok && verdict.kind === "image" ? URL.createObjectURL(file) : null;
      const phase = verdict.ok ? ({ kind: "uploading" } as const) : ({ kind: "refused", verdict } as const);
      const kind = verdict.ok ? verdict.kind : null;
      this.items = [...this.items, { key, file, kind, preview, phase }];
      if (verdict.ok) void this.upload(key, file);
    }
  }

  again(key: string): void {
    const file = this.items.find((item) => item.key === key)?.file;
    if (!file) return;
    this.set(key, { kind: "uploading" });
    void this.upload(key, file);
  }

  remove(key: string): void {
    const preview = this.items.find((item) => item.key === key)?.preview;
    if (preview) URL.revokeObjectURL(preview);
    this.items = this.items.filter((item) => item.key !== key);
  }

  clear(): void {
    for (const { key } of this.items) this.remove(key);
  }

  get busy(): boolean {
    return this.items.some((item) => item.phase.kind === "uploading");
  }

  get ready(): { name: string; kind: MediaKind; blob: string }[] {
    return this.items.flatMap(({ file, kind, phase }) =>
      phase.kind === "ready" && kind ? [{ name: file.name, kind, blob: phase.blob }] : [],
    );
  }

  private async upload(key: string, file: File): Promise<void> {
    try {
      this.set(key, { kind: "ready", blob: (await this.api.upload(file)).sha256 });
    } catch (error) {
      this.set(key, { kind: "failed", detail: error instanceof ApiError ? error.detail : "" });
    }
  }

  private set(key: string, phase: Attachment["phase"]): void {
    this.items = this.items.map((item) => (item.key === key ? { ...item, phase } : item));
  }
}
