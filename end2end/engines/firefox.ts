// The distribution's Firefox, driven over Marionette: Firefox's own protocol, to which geckodriver
// translates WebDriver.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFile, rm, mkdtemp, writeFile } from "node:fs/promises";
import { connect, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "@playwright/test";
import { type Send, type Size, Window } from "./window";

/** Preferences of a new profile that makes no network requests of its own. */
const PREFERENCES = {
  "marionette.port": 0,
  "intl.accept_languages": "ko-KR,ko",
  "app.update.enabled": false,
  "browser.shell.checkDefaultBrowser": false,
  "browser.startup.page": 0,
  "browser.safebrowsing.update.enabled": false,
  "datareporting.policy.dataSubmissionEnabled": false,
  "extensions.update.enabled": false,
  "network.captive-portal-service.enabled": false,
  "network.connectivity-service.enabled": false,
  "services.settings.server": "http://127.0.0.1:9/",
  "toolkit.telemetry.enabled": false,
  "toolkit.telemetry.server": "",
};

/** Starts a browser with a new profile and opens a window. */
export async function openFirefox(program: string, size: Size, wasm: boolean): Promise<Window> {
  const profile = await mkdtemp(join(tmpdir(), "jumun-firefox-"));
  const preferences = Object.entries({ ...PREFERENCES, "javascript.options.wasm": wasm });
  await writeFile(
    join(profile, "user.js"),
    preferences
      .map(([name, value]) => `user_pref("${name}", ${JSON.stringify(value)});\n`)
      .join(""),
  );
  const args = [
    "--headless",
    "--marionette",
    "--remote-allow-system-access",
    "--no-remote",
    "--profile",
    profile,
    "about:blank",
  ];
  const browser = spawn(program, args, {
    stdio: "ignore",
    env: { ...process.env, TZ: "Asia/Seoul", HOME: profile },
  });
  const ended = once(browser, "exit");
  const close = async () => {
    if (browser.exitCode === null) browser.kill("SIGKILL");
    await ended;
    await rm(profile, { recursive: true, force: true, maxRetries: 5 });
  };
  try {
    const port = await portOf(profile);
    const call = marionette(connect(port, "127.0.0.1"));
    await call("WebDriver:NewSession", {});
    const send: Send = (command, parameters) => call(`WebDriver:${command}`, parameters);
    const window = new Window(send, close);
    // Otherwise the browser's toolbar limits how narrow the window can be.
    await call("Marionette:SetContext", { value: "chrome" });
    await window.run("document.documentElement.style.minWidth = '0'");
    await call("Marionette:SetContext", { value: "content" });
    await window.resize(size);
    return window;
  } catch (error) {
    await close();
    throw error;
  }
}

/** Marionette's port, from the file that the browser writes once it listens. */
async function portOf(profile: string): Promise<number> {
  let port = 0;
  const look = async () => {
    port = Number(await readFile(join(profile, "MarionetteActivePort"), "utf8"));
    expect(port).toBeGreaterThan(0);
  };
  await expect(look, "Firefox starts").toPass({ timeout: 30_000, intervals: [50] });
  return port;
}

type Answer = [
  kind: 1,
  id: number,
  error: { error: string; message: string } | null,
  result: unknown,
];

/**
 * Marionette's framing: the length in bytes, a colon, and JSON. The first message is a greeting.
 */
function marionette(socket: Socket): (name: string, parameters: unknown) => Promise<unknown> {
  const waiting = new Map<number, (answer: Answer) => void>();
  let heard = Buffer.alloc(0);
  let last = 0;
  socket.on("data", (data) => {
    heard = Buffer.concat([heard, data]);
    for (;;) {
      const colon = heard.indexOf(":");
      const end = colon + 1 + Number(heard.subarray(0, Math.max(colon, 0)).toString());
      if (colon < 0 || heard.length < end) return;
      const message: unknown = JSON.parse(heard.subarray(colon + 1, end).toString());
      heard = heard.subarray(end);
      if (Array.isArray(message)) waiting.get((message as Answer)[1])?.(message as Answer);
    }
  });
  const isOver = (why: string) => () => {
    for (const [id, answer] of waiting)
      answer([1, id, { error: "connection lost", message: why }, null]);
  };
  socket.on("error", ({ message }) => isOver(message)());
  socket.on("close", isOver("Firefox has ended"));
  return async (name, parameters) => {
    const id = ++last;
    const answered = new Promise<Answer>((answer) => waiting.set(id, answer));
    const message = JSON.stringify([0, id, name, parameters]);
    socket.write(`${Buffer.byteLength(message)}:${message}`);
    const [, , error, result] = await answered;
    waiting.delete(id);
    if (error) throw new Error(`${name}: ${error.error} ${error.message}`);
    return result !== null && typeof result === "object" && "value" in result
      ? result.value
      : result;
  };
}
