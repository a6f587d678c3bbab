// Leaving a page within a tenth of a second of a press: by a link, a reload, a closed tab or a tablet
// that falls asleep.

import { type Locator, type Page } from "@playwright/test";
import { test as base } from "../support";
import { openRelay, type Relay } from "./relay";

export const test = base.extend<{ relayTo: (surface: string) => Promise<Relay> }>({
  relayTo: async ({}, use) => {
    const open: Relay[] = [];
    await use(async (surface) => {
      const relay = await openRelay(surface);
      open.push(relay);
      return relay;
    });
    for (const relay of open) relay.close();
  },
});

/** How a page is left: in the same task as the press (`inside`), or right after it (`then`). */
export interface Way {
  inside?: "link" | "reload" | "form";
  then: (page: Page) => Promise<unknown>;
}

export const WAYS: Record<string, Way> = {
  "a link": { inside: "link", then: (page) => page.waitForURL("**/orders") },
  "a reload": { inside: "reload", then: (page) => page.waitForLoadState() },
  "a panel's form": { inside: "form", then: (page) => page.waitForLoadState() },
  "a closed tab": { then: (page) => page.close() },
  "a tablet that falls asleep": {
    then: async (page) =>
      (await page.context().newCDPSession(page)).send("Page.setWebLifecycleState", {
        state: "frozen",
      }),
  },
  "a lost network": { then: (page) => page.context().setOffline(true) },
};

/** Runs in the page, so that nothing is awaited between the press and leaving. */
export function pressAndLeave(pressed: Element, [press, inside]: [boolean, Way["inside"]]): void {
  if (press) (pressed as HTMLElement).click();
  if (inside === "link")
    location.assign(location.pathname.startsWith("/admin") ? "/admin/orders" : "/client/orders");
  if (inside === "form")
    document
      .querySelector<HTMLElement>(
        'form[action="/admin/api/store/wait"] [value="5"], .languages button',
      )
      ?.click();
  if (inside === "reload") location.reload();
}

/** Some of the ways for each button, others for its neighbours. */
export function waysOf(at: number, many: number): [string, Way][] {
  const all = Object.entries(WAYS);
  return Array.from({ length: many }, (_, more) => all[(at + more * 3) % all.length]);
}

/** Leaves after the form's request has left the browser, some milliseconds after the press. */
export async function sendAndLeave(
  page: Page,
  relay: Relay,
  target: Locator,
  { inside, then }: Way,
): Promise<void> {
  const path = await target.evaluate((button: HTMLButtonElement) =>
    button.form ? new URL(button.form.action).pathname : "/",
  );
  const posted = relay.posted(path);
  await target.evaluate(pressAndLeave, [true, undefined] as [boolean, Way["inside"]]);
  await posted;
  // The answer may have arrived already and replaced this page.
  if (inside)
    await page
      .locator("html")
      .evaluate(pressAndLeave, [false, inside] as [boolean, Way["inside"]])
      .catch(() => null);
  await then(page);
}

export const button = (name: string | RegExp) => (page: Page | Locator) =>
  page.getByRole("button", { name, exact: true }).first();
