// A surface that has too much to do says so in a page that tries again, not in JSON.

import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { MENU_URL, ORDER_URL, SERVER, SITE_ROOT, everyReader, SCRIPTS_OFF, expect, faultsOf, test } from "./support";

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((listening) => probe.listen(0, "127.0.0.1", listening));
  const address = probe.address();
  await new Promise((closed) => probe.close(closed));
  return typeof address === "object" && address ? address.port : 0;
}

/** A client surface that takes nothing on. */
async function fullSurface(): Promise<{ url: string; process: ChildProcess }> {
  const [port, ops] = [await freePort(), await freePort()];
  const flags = {
    surface: "client",
    listen: `127.0.0.1:${port}`,
    "ops-listen": `127.0.0.1:${ops}`,
    "menu-url": MENU_URL,
    "order-url": ORDER_URL,
    "site-root": join(SITE_ROOT, "client"),
    "state-dir": await mkdtemp(join(tmpdir(), "jumun-full-")),
    "max-in-flight": "0",
  };
  const process = spawn(SERVER, Object.entries(flags).map(([name, value]) => `--${name}=${value}`), { stdio: "ignore" });
  await expect(async () => expect((await fetch(`http://127.0.0.1:${ops}/readyz`)).ok).toBe(true)).toPass({ timeout: 20_000 });
  return { url: `http://127.0.0.1:${port}`, process };
}

test("a full surface answers a browser with a page in both languages and a script with the problem", async ({ newPhone, faults }) => {
  faults.expect(faultsOf.status(503, /\/(client|favicon)/), faultsOf.lostConnection, SCRIPTS_OFF);
  const full = await fullSurface();
  try {
    for (const { page, language } of await everyReader(newPhone)) {
      const start = performance.now();
      const answer = await page.goto(`${full.url}/client`);
      console.log(`      turned away after ${Math.round(performance.now() - start)} ms`);
      expect([answer?.status(), answer?.headers()["retry-after"]]).toEqual([503, "1"]);
      await expect(page.locator('section[lang="ko"]')).toContainText("지금 이용하는 사람이 많아요");
      await expect(page.locator('section[lang="en"]')).toContainText("We are very busy right now");
      if (language === "ko") await page.waitForEvent("domcontentloaded", { timeout: 10_000 });
    }
    const script = await fetch(`${full.url}/client/live/menu`, { headers: { accept: "text/event-stream" } });
    expect([script.status, script.headers.get("retry-after")]).toEqual([503, "1"]);
    expect(await script.json()).toMatchObject({ code: "overloaded" });
  } finally {
    full.process.kill("SIGKILL");
  }
});
