// A browser window, driven by W3C WebDriver commands. Engines differ only in how a command is sent.

import { expect } from "@playwright/test";

/** The WebDriver commands in use: Marionette's name, and the standard's method and path. */
const COMMANDS = {
  Navigate: "POST /url",
  Back: "POST /back",
  ExecuteScript: "POST /execute/sync",
  ElementClick: "POST /element/{id}/click",
  ElementClear: "POST /element/{id}/clear",
  ElementSendKeys: "POST /element/{id}/value",
  GetWindowRect: "GET /window/rect",
  SetWindowRect: "POST /window/rect",
} as const;

export type Command = keyof typeof COMMANDS;

/** Sends a command and returns its value. */
export type Send = (command: Command, parameters: Record<string, unknown>) => Promise<unknown>;

/** The method and the path of a command. */
export function endpoint(command: Command, id?: unknown): string[] {
  return COMMANDS[command].replace("{id}", String(id)).split(" ");
}

/** Key of an element reference in the arguments and results of scripts, fixed by WebDriver. */
const ELEMENT = "element-6066-11e4-a52e-4f735466cecf";

/** The Escape key in WebDriver's encoding. */
export const ESCAPE = "\uE00C";

/**
 * Finds a visible element by its selector and a part of its text; visible means that it has a box.
 */
const FIND = `const [css, text] = arguments;
  return [...document.querySelectorAll(css)].find((one) => one.getClientRects().length > 0 && one.textContent.includes(text)) ?? null;`;

/** The browser in which a project runs its specs. */
export interface Engine {
  engine: "firefox" | "webkit";
  /** Path of Firefox, or of WebKit's driver. */
  program: string;
}

export interface Size {
  width: number;
  height: number;
}

export class Window {
  constructor(
    private readonly send: Send,
    /** Ends the browser. */
    readonly close: () => Promise<void>,
  ) {}

  async goto(url: string): Promise<void> {
    await this.send("Navigate", { url });
  }

  async back(): Promise<void> {
    await this.send("Back", {});
  }

  /** Runs a function body on the page and returns its result. */
  async run<T>(body: string, ...args: unknown[]): Promise<T> {
    return (await this.send("ExecuteScript", { script: body, args })) as T;
  }

  /** Waits until a function body returns this value. */
  async until(body: string, wanted: unknown, timeout = 10_000): Promise<void> {
    await expect(async () => expect(await this.run(body), body).toEqual(wanted)).toPass({
      timeout,
      intervals: [50],
    });
  }

  /** Waits until such an element is visible, and returns its reference. */
  async see(css: string, text = "", timeout = 10_000): Promise<string> {
    let seen: { [ELEMENT]: string } | null = null;
    const look = async () => {
      seen = await this.run(FIND, css, text);
      expect(
        seen,
        `${css} with "${text}" on ${await this.run("return location.href")}`,
      ).not.toBeNull();
    };
    await expect(look).toPass({ timeout, intervals: [50] });
    return seen![ELEMENT];
  }

  /** Waits until no such element is visible. */
  async miss(css: string, text = "", timeout = 10_000): Promise<void> {
    const look = async () =>
      expect(await this.run(FIND, css, text), `${css} with "${text}"`).toBeNull();
    await expect(look).toPass({ timeout, intervals: [50] });
  }

  /** Clicks such an element as a person would: once it is visible, still, and not covered. */
  async press(css: string, text = ""): Promise<void> {
    const end = Date.now() + 10_000;
    for (;;) {
      const id = await this.see(css, text);
      await this.run("arguments[0].scrollIntoView({ block: 'center', behavior: 'instant' })", {
        [ELEMENT]: id,
      });
      try {
        return void (await this.send("ElementClick", { id }));
      } catch (refused) {
        // The click was refused, so it can be repeated.
        if (Date.now() > end || !/not interactable|intercepted|obscures/.test(String(refused)))
          throw refused;
      }
    }
  }

  /** Clears a field and types into it. */
  async type(css: string, text: string): Promise<void> {
    const id = await this.see(css);
    await this.send("ElementClear", { id });
    await this.send("ElementSendKeys", { id, text });
  }

  /** Sends keys to such an element. */
  async keys(css: string, text: string): Promise<void> {
    await this.send("ElementSendKeys", { id: await this.see(css), text });
  }

  /** Resizes the window so that the page's viewport has this size, without the browser's frame. */
  async resize({ width, height }: Size): Promise<void> {
    const inner = "return [innerWidth, innerHeight]";
    const rect = (await this.send("GetWindowRect", {})) as Size;
    const [innerWidth, innerHeight] = await this.run<[number, number]>(inner);
    const size = {
      width: width + rect.width - innerWidth,
      height: height + rect.height - innerHeight,
    };
    await this.send("SetWindowRect", { x: 0, y: 0, ...size });
    await this.until(inner, [width, height]);
  }
}
