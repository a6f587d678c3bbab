// A separate surface for a spec: with another release of the pages, or with its own flags.

import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { cp, mkdtemp, readFile, rename, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "@playwright/test";
import { KEY_FILES, MENU_URL, ORDER_URL, SERVER, SITE_ROOT } from "./places";

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((listening) => probe.listen(0, "127.0.0.1", listening));
  const address = probe.address();
  await new Promise((closed) => probe.close(closed));
  return typeof address === "object" && address ? address.port : 0;
}

export class OwnSurface {
  private process?: ChildProcess;

  private constructor(
    readonly url: string,
    private readonly opsUrl: string,
    private readonly folder: string,
    private readonly surface: "client" | "admin",
  ) {}

  /** A surface with a copy of the built pages in its own folder; not started yet. */
  static async prepare(surface: "client" | "admin" = "client"): Promise<OwnSurface> {
    const folder = await mkdtemp(join(tmpdir(), "jumun-surface-"));
    const built = join(SITE_ROOT, surface, "pkg");
    const digest = (await readFile(join(built, "current"), "utf8")).trim();
    await cp(join(built, digest), join(folder, "site/pkg", digest), { recursive: true });
    await writeFile(join(folder, "site/pkg/current"), digest);
    const url = async () => `http://127.0.0.1:${await freePort()}`;
    return new OwnSurface(await url(), await url(), folder, surface);
  }

  /** Renames the pages' assets to those of another release. */
  async release(digest: string): Promise<void> {
    const pkg = join(this.folder, "site/pkg");
    const before = (await readFile(join(pkg, "current"), "utf8")).trim();
    await rename(join(pkg, before), join(pkg, digest));
    await writeFile(join(pkg, "current"), digest);
  }

  /** Removes the service worker and its script from the assets, as in a release without one. */
  async withoutWorker(): Promise<void> {
    const pkg = join(this.folder, "site/pkg");
    const digest = (await readFile(join(pkg, "current"), "utf8")).trim();
    for (const script of ["worker.js", "install.js"]) {
      for (const packed of ["", ".br", ".gz"])
        await rm(join(pkg, digest, "pwa", `${script}${packed}`));
    }
  }

  /**
   * Starts the surface, on the same address each time, and waits until it is ready. `env` is added
   * to this process's environment.
   */
  async start(flags: Record<string, string> = {}, env: Record<string, string> = {}): Promise<void> {
    const all: Record<string, string> = {
      surface: this.surface,
      listen: new URL(this.url).host,
      "ops-listen": new URL(this.opsUrl).host,
      "menu-url": MENU_URL,
      "order-url": ORDER_URL,
      "surface-key-file": KEY_FILES[this.surface],
      "site-root": join(this.folder, "site"),
      "state-dir": await mkdtemp(join(this.folder, "state-")),
      ...flags,
    };
    const given = Object.entries(all).map(([name, value]) =>
      value ? `--${name}=${value}` : `--${name}`,
    );
    this.process = spawn(SERVER, given, { stdio: "ignore", env: { ...process.env, ...env } });
    await expect(async () => expect((await fetch(`${this.opsUrl}/readyz`)).ok).toBe(true)).toPass({
      timeout: 20_000,
    });
  }

  /** Kills the process. */
  async stop(): Promise<void> {
    if (!this.process || this.process.exitCode !== null || this.process.signalCode !== null) return;
    const ended = once(this.process, "exit");
    this.process.kill("SIGKILL");
    await ended;
  }

  /** Kills the process and removes its folder. */
  async remove(): Promise<void> {
    await this.stop();
    await rm(this.folder, { recursive: true, force: true });
  }
}
