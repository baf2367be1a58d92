export { CallError } from "./errors.js";
export { fingerprint } from "./fingerprint.js";
export { address, email, findAddress, party, phone, userId } from "./party.js";
export { scrub } from "./scrub.js";
export { decode, encode, header, json, queryValue, reply } from "./web.js";
