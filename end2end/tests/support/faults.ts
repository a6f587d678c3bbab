// A working page reports no faults. Every console error or warning, exception, failed request and
// 5xx is recorded; one that the test did not announce fails it.

import { expect, type Browser, type BrowserContext } from "@playwright/test";

/**
 * Messages of the browser's own: requests cut off by a navigation, a page transition without its
 * animation, scripts that are switched off, sound before a touch.
 */
const HARMLESS = [
  /net::ERR_ABORTED/,
  /exception Transition was (aborted|skipped)/,
  /: failed csp .*\.js$/,
  /AudioContext was not allowed to start/,
  /Service Worker registration blocked by Playwright/,
];

export class Faults {
  private readonly noted: string[] = [];
  private readonly announced: RegExp[] = [];
  private readonly names = new Map<BrowserContext, string>();

  /**
   * Watches every browser profile that is opened from now on, by any means; the returned function
   * stops that.
   */
  watchAll(browser: Browser): () => void {
    const plain = browser.newContext;
    browser.newContext = async (options) => {
      const context = await plain.call(browser, options);
      this.watch(context, "page");
      return context;
    };
    return () => {
      browser.newContext = plain;
    };
  }

  /**
   * Watches all pages of a browser profile; a profile that is watched already only gets the new
   * name.
   */
  watch(context: BrowserContext, who: string): void {
    const isWatched = this.names.has(context);
    this.names.set(context, who);
    if (isWatched) return;
    const note = (what: string) => this.noted.push(`${this.names.get(context)}: ${what}`);
    context.on("console", (message) => {
      if (["error", "warning"].includes(message.type()))
        note(`${message.type()} ${message.text()} ${message.location().url}`);
    });
    context.on("weberror", (error) => note(`exception ${error.error().message}`));
    context.on("dialog", (dialog) => {
      note(`dialog ${dialog.message()}`);
      void dialog.dismiss();
    });
    context.on("request", (request) => {
      const { protocol, hostname } = new URL(request.url());
      if (protocol.startsWith("http") && !["127.0.0.1", "localhost"].includes(hostname))
        note(`asked another origin ${request.url()}`);
      if (request.url().includes("v4.public.")) note(`a session in an address ${request.url()}`);
    });
    context.on("requestfailed", (request) =>
      note(`failed ${request.failure()?.errorText} ${request.url()}`),
    );
    context.on("response", (response) => {
      if (response.status() >= 500) note(`${response.status()} ${response.url()}`);
    });
  }

  /** Announces the faults that this test provokes. */
  expect(...patterns: RegExp[]): void {
    this.announced.push(...patterns);
  }

  /** Whether a fault that matches was recorded. */
  saw(pattern: RegExp): boolean {
    return this.noted.some((line) => pattern.test(line));
  }

  /** Fails if a fault was recorded that was not announced. */
  verify(): void {
    const known = [...HARMLESS, ...this.announced];
    expect(this.noted.filter((line) => !known.some((pattern) => pattern.test(line)))).toEqual([]);
  }
}

/** Faults that pages report while their network or a process is down. */
export const faultsOf = {
  lostConnection:
    /net::ERR_(INTERNET_DISCONNECTED|CONNECTION_|INCOMPLETE_CHUNKED|EMPTY_RESPONSE|NETWORK_)/,
  status: (code: number, path: RegExp) =>
    new RegExp(`(status of ${code}.*|: ${code} .*)${path.source}`),
};
