// Sound alerts for new orders.

import { type Page } from "@playwright/test";
import { awake, endOpen, expect, move, order, test, ticket } from "./support";

const NOTES_OF_A_RING = 2;

/** Ends all orders that wait for staff. */
const settle = () => endOpen(({ status }) => status === "placed");

test("a new order rings until somebody acts on it, and a step does not ring", async ({
  phone,
  newTablet,
}) => {
  await settle();
  const tablet = await newTablet();
  await tablet.addInitScript(() => {
    const start = AudioScheduledSourceNode.prototype.start;
    Object.assign(window, { notes: 0 });
    AudioScheduledSourceNode.prototype.start = function (when?: number) {
      (window as unknown as { notes: number }).notes++;
      return start.call(this, when);
    };
  });
  const notes = () => tablet.evaluate(() => (window as unknown as { notes: number }).notes);
  await tablet.goto("/admin");
  await tablet.locator(".board[data-hydrated][data-live]").waitFor();
  expect(await notes(), "opening the board rings for nothing").toBe(0);

  const first = await order(phone);
  await expect(ticket(tablet, first.number)).toBeVisible();
  await expect.poll(notes).toBeGreaterThanOrEqual(NOTES_OF_A_RING);
  const heard = await notes();
  await expect.poll(notes, "nobody has acted yet").toBeGreaterThanOrEqual(heard + NOTES_OF_A_RING);
  await move(first.id, "accepted", "preparing", "ready");
  await expect(ticket(tablet, first.number)).toHaveAttribute("data-status", "ready");
  const rung = await notes();
  // Longer than the interval between two rings.
  await tablet.waitForTimeout(6_000);
  expect(await notes()).toBe(rung);

  const second = await order(phone);
  await expect(ticket(tablet, second.number)).toBeVisible();
  await expect.poll(notes).toBeGreaterThan(rung);
  await settle();
});

test("a board that may not sound yet says so and is unlocked by a touch", async ({ newTablet }) => {
  const tablet = await newTablet();
  // A real audio context that suspends itself: whether a new page may play sound depends on the
  // browser.
  await tablet.addInitScript(() => {
    const Real = window.AudioContext;
    window.AudioContext = class extends Real {
      constructor() {
        super();
        void this.suspend();
      }
    };
  });
  await tablet.goto("/admin");
  await tablet.locator(".board[data-hydrated][data-live]").waitFor();
  const unlock = tablet.getByRole("button", { name: /알림 소리 켜기/ });
  await expect(unlock).toBeVisible();
  await unlock.click();
  await expect(unlock).toBeHidden();
});

test("a store's tablet rings with its silent switch on, and a customer's phone keeps its silence", async ({
  phone,
  newTablet,
}) => {
  // The `audioSession` API, as iPhones and iPads have it.
  const silence = (page: Page) =>
    page.addInitScript(() =>
      Object.defineProperty(navigator, "audioSession", { value: { type: "auto" } }),
    );
  const session = (page: Page) =>
    page.evaluate(
      () => (navigator as unknown as { audioSession: { type: string } }).audioSession.type,
    );
  const tablet = await newTablet();
  for (const page of [tablet, phone]) await silence(page);
  await tablet.goto("/admin");
  await tablet.locator(".board[data-hydrated][data-live]").waitFor();
  expect(await session(tablet)).toBe("playback");
  await order(phone);
  await awake(phone);
  await phone.getByRole("button", { name: /소리로 알려 주세요/ }).click();
  await expect(phone.getByRole("button", { name: /소리 알림 켜짐/ })).toBeVisible();
  expect(await session(phone)).toBe("auto");
  await settle();
});
