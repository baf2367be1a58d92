import * as host from "#host/media";
import { capability } from "./capability.js";
import { CallError } from "./errors.js";

export const MAX_CHUNK = 256 * 1024;

const MEANINGS = {
  missing: ["rejected", "media-missing", "the file is no longer there"],
  "too-large": ["rejected", "media-too-large", "the file is larger than allowed"],
  unavailable: ["retry", "media-unavailable", "the file store cannot answer now"],
  denied: ["rejected", "media-denied", "reading or storing files is not granted"],
};

export class MediaError extends CallError {
  name = "MediaError";

  constructor({ tag }) {
    super(...MEANINGS[tag]);
    this.reason = tag;
  }
}

const media = capability("media", host, (error) => new MediaError(error));

export const read = (blob, offset, len) => media.read(blob, offset, len);
export const put = (mime, data) => media.put(mime, data);
