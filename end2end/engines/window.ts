// A browser's window, spoken to by the commands of W3C WebDriver. What differs between engines is how a command is sent.

import { expect } from "@playwright/test";

/** What of WebDriver is used: Marionette's name of a command, and the method and path of the standard. */
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

/** Sends a command and gives its value. */
export type Send = (command: Command, parameters: Record<string, unknown>) => Promise<unknown>;

/** The method and the path of a command. */
export function endpoint(command: Command, id?: unknown): string[] {
  return COMMANDS[command].replace("{id}", String(id)).split(" ");
}

/** How WebDriver names an element in what scripts are given and give. */
const ELEMENT = "element-6066-11e4-a52e-4f735466cecf";

/** The key, as WebDriver writes it. */
export const ESCAPE = "\uE00C";

/** What a person sees: an element by its selector and a part of its text, if it has a box. */
const FIND = `const [css, text] = arguments;
  return [...document.querySelectorAll(css)].find((one) => one.getClientRects().length > 0 && one.textContent.includes(text)) ?? null;`;

/** Which browser a project runs its specs in. */
export interface Engine {
  engine: "firefox" | "webkit";
  /** Firefox itself, or WebKit's driver. */
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

  /** What a function's body returns on the page. */
  async run<T>(body: string, ...args: unknown[]): Promise<T> {
    return (await this.send("ExecuteScript", { script: body, args })) as T;
  }

  /** Waits until a function's body returns this. */
  async until(body: string, wanted: unknown, timeout = 10_000): Promise<void> {
    await expect(async () => expect(await this.run(body), body).toEqual(wanted)).toPass({ timeout, intervals: [50] });
  }

  /** Waits until such an element is seen, and gives its name. */
  async see(css: string, text = "", timeout = 10_000): Promise<string> {
    let seen: { [ELEMENT]: string } | null = null;
    const look = async () => {
      seen = await this.run(FIND, css, text);
      expect(seen, `${css} with "${text}" on ${await this.run("return location.href")}`).not.toBeNull();
    };
    await expect(look).toPass({ timeout, intervals: [50] });
    return seen![ELEMENT];
  }

  /** Waits until no such element is seen. */
  async miss(css: string, text = "", timeout = 10_000): Promise<void> {
    const look = async () => expect(await this.run(FIND, css, text), `${css} with "${text}"`).toBeNull();
    await expect(look).toPass({ timeout, intervals: [50] });
  }

  /** A person's click on such an element, once it is there and nothing moves it or lies above it any more. */
  async press(css: string, text = ""): Promise<void> {
    const end = Date.now() + 10_000;
    for (;;) {
      const id = await this.see(css, text);
      await this.run("arguments[0].scrollIntoView({ block: 'center', behavior: 'instant' })", { [ELEMENT]: id });
      try {
        return void (await this.send("ElementClick", { id }));
      } catch (refused) {
        // Nothing was clicked.
        if (Date.now() > end || !/not interactable|intercepted|obscures/.test(String(refused))) throw refused;
      }
    }
  }

  /** A person types into a field. */
  async type(css: string, text: string): Promise<void> {
    const id = await this.see(css);
    await this.send("ElementClear", { id });
    await this.send("ElementSendKeys", { id, text });
  }

  /** Presses keys in such an element. */
  async keys(css: string, text: string): Promise<void> {
    await this.send("ElementSendKeys", { id: await this.see(css), text });
  }

  /** Makes what a page is shown in as large as this, whatever the window has around it. */
  async resize({ width, height }: Size): Promise<void> {
    const inner = "return [innerWidth, innerHeight]";
    const rect = (await this.send("GetWindowRect", {})) as Size;
    const [innerWidth, innerHeight] = await this.run<[number, number]>(inner);
    const size = { width: width + rect.width - innerWidth, height: height + rect.height - innerHeight };
    await this.send("SetWindowRect", { x: 0, y: 0, ...size });
    await this.until(inner, [width, height]);
  }
}
