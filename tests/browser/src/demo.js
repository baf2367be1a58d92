// The running demo, and what it printed: `deskbell demo` on free ports, with a
// folder of its own that goes with it.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";

/**
 * What a person reads after the start.
 * @typedef {object} Welcome
 * @property {string} inbox
 * @property {string} login
 * @property {string} password
 * @property {string} phone
 * @property {string} hook
 * @property {string} secret
 */

/** @type {Record<string, RegExp>} */
const LINES = {
  inbox: /^\s+Inbox\s+(\S+)$/,
  login: /^\s+Sign in as\s+(\S+)\s/,
  password: /^\s+Sign in as .*\spassword\s+(\S+)$/,
  phone: /^\s+Customer's phone\s+(\S+)$/,
  hook: /^\s+Workshop webhook\s+(\S+)$/,
  secret: /^\s+Signing secret\s+(\S+)$/,
};
const READY = "Deskbell demo is ready";
/** Compiling the plugins for the first time takes a debug build a while. */
const START_MS = 180_000;
const STOP_MS = 20_000;

export class Demo {
  /**
   * @param {string} data
   * @param {number[]} ports of the inbox and of the phone
   */
  constructor(data, ports) {
    this.data = data;
    this.ports = ports;
    /** What it wrote last, for the one who looks for a fault. @type {string[]} */
    this.said = [];
    /** @type {Welcome | undefined} */
    this.greeting = undefined;
    /** @type {import("node:child_process").ChildProcess | undefined} */
    this.child = undefined;
    process.once("exit", () => this.child?.kill("SIGKILL"));
  }

  static async start() {
    const demo = new Demo(await mkdtemp(join(tmpdir(), "deskbell-browser-")), await freePorts(2));
    try {
      await demo.run();
    } catch (error) {
      await rm(demo.data, { recursive: true, force: true });
      throw error;
    }
    return demo;
  }

  /** Starts the program, for the first time or again with what it kept. */
  async run() {
    const [listen, phone] = this.ports.map((port) => `127.0.0.1:${port}`);
    const child = spawn(binary(), ["demo", "--listen", `${listen}`, "--phone", `${phone}`, "--data", this.data], {
      stdio: ["ignore", "pipe", "pipe"],
      env: ownEnvironment(),
    });
    this.child = child;
    this.said = [];
    try {
      this.greeting = await welcome(child, this.said);
    } catch (error) {
      child.kill("SIGKILL");
      throw error;
    }
  }

  get welcome() {
    if (!this.greeting) throw new Error("the demo has not started");
    return this.greeting;
  }

  /** Ctrl+C: it finishes what it accepted and ends well. */
  async interrupt() {
    const { child } = this;
    if (!child) return;
    const late = setTimeout(() => child.kill("SIGKILL"), STOP_MS);
    if (child.exitCode === null && child.signalCode === null) {
      child.kill("SIGINT");
      await once(child, "exit");
    }
    clearTimeout(late);
    if (child.exitCode !== 0) {
      throw new Error(`the demo ended with ${child.signalCode ?? child.exitCode}:\n${this.said.join("\n")}`);
    }
  }

  async stop() {
    try {
      await this.interrupt();
    } finally {
      await rm(this.data, { recursive: true, force: true });
    }
  }
}

export function binary() {
  const target = process.env["CARGO_TARGET_DIR"] ?? join(homedir(), ".cache/deskbell/target");
  return join(target, "debug/deskbell");
}

/** Settings of the person who runs the tests are not the demo's. */
function ownEnvironment() {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith("DESKBELL_")));
}

/**
 * Reads along until the demo has said all that one needs.
 * @param {import("node:child_process").ChildProcess} child
 * @param {string[]} said
 * @returns {Promise<Welcome>}
 */
function welcome(child, said) {
  return new Promise((resolve, reject) => {
    const fail = (/** @type {string} */ why) => {
      clearTimeout(timer);
      reject(new Error(`the demo did not start: ${why}\n${said.join("\n")}`));
    };
    const timer = setTimeout(() => fail(`not ready after ${START_MS / 1000} s`), START_MS);
    child.once("error", (error) => fail(error.message));
    child.once("exit", (code, signal) => fail(`it ended with ${signal ?? code}`));
    const read = (/** @type {string} */ line) => {
      said.push(line);
      if (said.length > 200) said.shift();
      const greeting = understand(said);
      if (!greeting) return;
      clearTimeout(timer);
      resolve(greeting);
    };
    for (const stream of [child.stdout, child.stderr]) {
      if (stream) createInterface({ input: stream }).on("line", read);
    }
  });
}

/**
 * @param {readonly string[]} said
 * @returns {Welcome | null} once all of it is there
 */
function understand(said) {
  const from = said.findIndex((line) => line.includes(READY));
  if (from === -1) return null;
  const found = Object.entries(LINES).map(([name, pattern]) => [name, said.slice(from).map((line) => pattern.exec(line)?.[1]).find(Boolean)]);
  return found.every(([, value]) => value) ? Object.fromEntries(found) : null;
}

/**
 * Ports that nobody listens on, held until all are known so that they differ.
 * @param {number} count
 */
async function freePorts(count) {
  const servers = Array.from({ length: count }, () => createServer().listen(0, "127.0.0.1"));
  await Promise.all(servers.map((server) => once(server, "listening")));
  const ports = servers.map((server) => /** @type {import("node:net").AddressInfo} */ (server.address()).port);
  await Promise.all(servers.map((server) => once(server.close(), "close")));
  return ports;
}
