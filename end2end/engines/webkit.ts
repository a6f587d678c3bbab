// The distribution's WebKitGTK or WPE WebKit, driven over their WebDriver servers.

import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { expect } from "@playwright/test";
import { type Send, type Size, Window, endpoint } from "./window";

const BROWSER = join(import.meta.dirname, "webkit_window.py");

/** Starts a browser with a new profile, without the named features. */
export async function openWebKit(
  driver: string,
  display: string,
  size: Size,
  without: string[],
  wasm: boolean,
): Promise<Window> {
  const folder = await mkdtemp(join(tmpdir(), "jumun-webkit-"));
  const args = [
    "--automation",
    `--data=${folder}`,
    `--width=${size.width}`,
    `--height=${size.height}`,
    ...without.map((name) => `--without=${name}`),
  ];
  const port = await freePort();
  const env = {
    ...process.env,
    DISPLAY: display,
    LANG: "ko_KR.UTF-8",
    TZ: "Asia/Seoul",
    JSC_useWasm: String(wasm),
  };
  const server = spawn(driver, [`--port=${port}`], { stdio: "ignore", env, detached: true });
  const ended = once(server, "exit");
  const close = async () => {
    endGroup(server);
    await ended;
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  };
  try {
    const window = new Window(
      await begin(port, { "webkitgtk:browserOptions": { binary: BROWSER, args } }),
      close,
    );
    await window.resize(size);
    return window;
  } catch (error) {
    await close();
    throw error;
  }
}

/** Opens a session with the server on this port, once it listens. */
async function begin(port: number, capabilities: Record<string, unknown>): Promise<Send> {
  const base = `http://127.0.0.1:${port}`;
  await expect(
    async () => expect((await fetch(`${base}/status`)).ok).toBe(true),
    "the driver starts",
  ).toPass({ timeout: 20_000, intervals: [50] });
  const { sessionId } = (await call(base, "POST", "/session", {
    capabilities: { alwaysMatch: capabilities },
  })) as { sessionId: string };
  return (command, parameters) => {
    const [method, path] = endpoint(command, parameters.id);
    return call(`${base}/session/${sessionId}`, method, path, parameters);
  };
}

async function call(
  base: string,
  method: string,
  path: string,
  parameters: unknown,
): Promise<unknown> {
  const answer = await fetch(
    base + path,
    method === "GET" ? {} : { method, body: JSON.stringify(parameters) },
  );
  const { value } = (await answer.json()) as { value: { error?: string; message?: string } };
  if (!answer.ok) throw new Error(`${path}: ${value.error} ${value.message}`);
  return value;
}

/** A virtual display for browsers that need one: its name, and a function that closes it. */
export async function openScreen(): Promise<{ display: string; close: () => Promise<void> }> {
  const args = ["-displayfd", "3", "-screen", "0", "1400x1100x24", "-nolisten", "tcp"];
  const screen = spawn("Xvfb", args, { stdio: ["ignore", "ignore", "ignore", "pipe"] });
  const ended = once(screen, "exit");
  const [number] = (await Promise.race([
    once(screen.stdio[3] as Readable, "data"),
    ended.then(() => ["ended"]),
  ])) as [Buffer | string];
  expect(String(number).trim(), "Xvfb starts").toMatch(/^\d+$/);
  const close = async () => {
    screen.kill();
    await ended;
  };
  return { display: `:${String(number).trim()}`, close };
}

/** Kills the server and the browser that it started. */
function endGroup(server: ChildProcess): void {
  if (server.exitCode !== null || server.pid === undefined) return;
  process.kill(-server.pid, "SIGKILL");
}

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((listening) => probe.listen(0, "127.0.0.1", listening));
  const { port } = probe.address() as AddressInfo;
  await new Promise((closed) => probe.close(closed));
  return port;
}
