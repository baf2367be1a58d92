import * as host from "#host/clock";
import { capability } from "./capability.js";

const clock = capability("clock", host);

export const nowMs = () => clock.nowMs();
export const monotonicMs = () => clock.monotonicMs();
