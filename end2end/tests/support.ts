// Shared by all specs: a customer's phone, the counter's tablet, and a watch over both that fails a
// test when a page reports a fault. Specs import `test` and `expect` from here.

import { test as base, type Browser, type BrowserContext, type Page } from "@playwright/test";
import { Faults } from "./support/faults";
import { CLIENT_URL } from "./support/places";
import { signIn, tabletOptions, type StaffState } from "./support/staff";

export { expect } from "@playwright/test";
export { faultsOf, type Faults } from "./support/faults";
export * from "./support/accessible";
export * from "./support/customer";
export * from "./support/readers";
export * from "./support/places";
export * from "./support/services";
export * from "./support/staff";

export interface Options {
  /** Size of a phone's screen; specs tagged with `SIZES` run at each size. */
  phoneSize: { width: number; height: number };
}

/** For tests whose page could look different on a smaller phone. */
export const SIZES = { tag: "@sizes" };

interface Fixtures {
  /** Faults that this test expects; any other on the console or the network fails it. */
  faults: Faults;
  /** Opens another phone: a new browser profile, so another customer. */
  newPhone: (options?: Parameters<Browser["newContext"]>[0]) => Promise<Page>;
  /**
   * Cookies of a session that all tablets of the worker share; a test that locks one has to sign in
   * separately.
   */
  staffState: StaffState;
  /** Opens another tablet that is signed in. */
  newTablet: (options?: Parameters<Browser["newContext"]>[0]) => Promise<Page>;
  /** A customer's phone without an open page. */
  phone: Page;
  /** The counter's tablet with the board open and hydrated. */
  tablet: Page;
}

const PHONE = { deviceScaleFactor: 2, isMobile: true, hasTouch: true };

async function signInUnwatched(browser: Browser): Promise<StaffState> {
  const faults = new Faults();
  const release = faults.watchAll(browser);
  const state = await signIn(browser);
  release();
  faults.verify();
  return state;
}

export const test = base.extend<Fixtures & Options, { staffSession: () => Promise<StaffState> }>({
  phoneSize: [{ width: 390, height: 844 }, { option: true }],

  staffSession: [
    async ({ browser }, use) => {
      let known: Promise<StaffState> | undefined;
      let since = 0;
      await use(() => {
        // A session ends after 15 idle minutes; the time of the last use in these cookies is that
        // of the sign-in.
        if (known === undefined || Date.now() - since > 8 * 60_000) {
          since = Date.now();
          known = signInUnwatched(browser);
        }
        return known;
      });
    },
    { scope: "worker" },
  ],

  staffState: async ({ staffSession }, use) => use(await staffSession()),

  faults: [
    async ({ browser }, use) => {
      const faults = new Faults();
      const release = faults.watchAll(browser);
      await use(faults);
      release();
      faults.verify();
    },
    { auto: true },
  ],

  newPhone: async ({ browser, faults, phoneSize }, use) => {
    const opened: BrowserContext[] = [];
    await use(async (options) => {
      const context = await browser.newContext({
        ...PHONE,
        viewport: phoneSize,
        baseURL: CLIENT_URL,
        ...options,
      });
      opened.push(context);
      faults.watch(context, "phone");
      return context.newPage();
    });
    for (const context of opened) await context.close();
  },

  newTablet: async ({ browser, faults, staffState }, use) => {
    const opened: BrowserContext[] = [];
    await use(async (options) => {
      const context = await browser.newContext({
        ...tabletOptions,
        storageState: staffState,
        ...options,
      });
      opened.push(context);
      faults.watch(context, "tablet");
      return context.newPage();
    });
    for (const context of opened) await context.close();
  },

  phone: async ({ newPhone }, use) => use(await newPhone()),

  tablet: async ({ newTablet }, use) => {
    const tablet = await newTablet();
    await tablet.goto("/admin");
    await tablet.locator(".board[data-hydrated][data-live]").waitFor();
    await use(tablet);
  },
});
