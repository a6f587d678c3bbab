// What a customer reads at the edges of a café's day: before opening, at the last order, after
// closing and past midnight. The store's time zone is set to one where it is that hour now, so no
// test waits.

import { existsSync, readdirSync } from "node:fs";
import { type Page } from "@playwright/test";
import {
  addToCart,
  changeStore,
  endOpen,
  expect,
  fetchOrder,
  fillCheckout,
  orderButton,
  placedOn,
  setHours,
  ROUND_THE_CLOCK,
  test,
} from "../tests/support";
import { OwnSurface } from "../tests/support/surface";

const HOUR = 3_600_000;

/**
 * Sets the store's zone to one where it is this hour now. It is the same day as in a zone where it
 * is `before`, at most three hours earlier.
 */
async function standAt(hour: number, before = hour): Promise<void> {
  const east = ((before - new Date().getUTCHours() + 36) % 24) - 12 + hour - before;
  await changeStore({ zone: `Etc/GMT${east > 0 ? "-" : "+"}${Math.abs(east)}` });
  zoneMs = east * HOUR;
}

let zoneMs = 0;

/** The store's local time at a moment, as `HH:MM`. */
const clock = (at: string | number) =>
  new Date(new Date(at).getTime() + zoneMs).toISOString().slice(11, 16);
const day = (at: string | number) =>
  new Date(new Date(at).getTime() + zoneMs).toISOString().slice(0, 10);

test.afterEach(async () => {
  await endOpen();
  await changeStore({ zone: "Asia/Seoul", last_order_minutes: 0 });
  await setHours(ROUND_THE_CLOCK);
});

const sign = (phone: Page) => phone.locator(".ordering > p").first();

/**
 * Reloads the menu until it shows the words: a change reaches the customers' surface a moment
 * later.
 */
async function readsOnMenu(phone: Page, words: RegExp): Promise<void> {
  await expect(async () => {
    await phone.goto("/client");
    await expect(sign(phone)).toContainText(words, { timeout: 500 });
  }).toPass();
}

/** Places an order for the first pickup time offered, or for checkout's default. */
async function orderFor(phone: Page, pickup: "first" | "as it comes") {
  await addToCart(phone);
  await fillCheckout(phone);
  const times = phone.locator("select[name=pickup]");
  const offered = await times
    .locator("option:not([disabled])")
    .evaluateAll((options) => options.map((option) => (option as HTMLOptionElement).value));
  if (pickup === "first") await times.selectOption(offered[0]);
  await orderButton(phone).click();
  return { offered, order: await fetchOrder((await placedOn(phone)).id) };
}

/**
 * An hour at which the café is closed, the menu's message, and the earliest pickup time if ordering
 * ahead is possible.
 */
const CLOSED: { when: string; hour: number; hours: string[]; says: RegExp; opens?: string }[] = [
  {
    when: "an hour before it opens",
    hour: 7,
    hours: ["08:00-22:00"],
    says: /영업시간이 아니에요\. .*8:00에 열어요/,
    opens: "08:00",
  },
  {
    when: "in the break",
    hour: 15,
    hours: ["08:00-14:00", "17:00-22:00"],
    says: /영업시간이 아니에요\. .*17:00에 열어요/,
    opens: "17:00",
  },
  {
    when: "after it has closed",
    hour: 23,
    hours: ["08:00-22:00"],
    says: /영업시간이 아니에요\. .*8:00에 열어요/,
  },
  {
    when: "past the midnight at which it closed",
    hour: 1,
    hours: ["08:00-24:00"],
    says: /영업시간이 아니에요\. .*8:00에 열어요/,
  },
];

for (const { when, hour, hours, says, opens } of CLOSED) {
  test(`${when} the menu says when it opens, and what is ordered is for after that`, async ({
    phone,
  }) => {
    await standAt(hour);
    await setHours(...hours);
    await readsOnMenu(phone, says);
    if (opens === undefined) {
      await addToCart(phone);
      await fillCheckout(phone);
      await orderButton(phone).click();
      await expect(phone.getByRole("alert").first()).toContainText("영업시간");
      await phone.goto("/client/cart");
      await expect(phone.getByRole("listitem"), "nothing of the cart is lost").toContainText(
        "아메리카노",
      );
      return;
    }
    const { offered, order } = await orderFor(phone, "first");
    expect(offered).not.toContain("now");
    // No pickup is possible in the minute of the opening.
    expect(clock(offered[0]) > opens, `${clock(offered[0])} is the first time`).toBe(true);
    expect(
      offered.every((at) =>
        hours.some((range) => clock(at) > range.slice(0, 5) && clock(at) <= range.slice(6)),
      ),
    ).toBe(true);
    expect(order.status).toBe("placed");
    expect(clock(order.promised_at) > opens).toBe(true);
  });
}

/** Past midnight the business day continues, with its date and its numbers. */
test("past midnight an order belongs to the evening before, and its number goes on until morning", async ({
  phone,
  tablet,
}) => {
  await setHours("00:00-04:00", "18:00-24:00");
  await standAt(1);
  await readsOnMenu(phone, /4:00에 닫아요/);
  const { order: first } = await orderFor(phone, "as it comes");
  expect(first.business_date).toBe(day(Date.now() - 4 * HOUR));
  await standAt(2, 1);
  await readsOnMenu(phone, /4:00에 닫아요/);
  const { order: second } = await orderFor(phone, "as it comes");
  expect([second.business_date, second.number]).toEqual([
    day(Date.now() - 4 * HOUR),
    first.number + 1,
  ]);
  await tablet.goto(`/admin/day?date=${second.business_date}`);
  await expect(tablet.locator(".ledger")).toContainText("빠진 번호 없음");

  await standAt(4, 1);
  await readsOnMenu(phone, /18:00에 열어요/);
  await setHours(ROUND_THE_CLOCK);
  await readsOnMenu(phone, /주문할 수 있어요/);
  const { order: third } = await orderFor(phone, "as it comes");
  expect(third.business_date, "a new day").toBe(day(Date.now()));
  expect(third.number, "while the night's orders are open no number comes twice").toBeGreaterThan(
    second.number,
  );
});

/** Path of the library that shifts a process's clock. */
function faketime(): string | undefined {
  const folders = [
    "/usr/local/lib",
    ...readdirSync("/usr/lib").map((folder) => `/usr/lib/${folder}`),
  ];
  return folders
    .map((folder) => `${folder}/faketime/libfaketimeMT.so.1`)
    .find((library) => existsSync(library));
}

/** Half an hour after a time of day. */
const later = (time: string) =>
  new Date(Date.parse(`2026-01-01T${time}:00Z`) + HOUR / 2).toISOString().slice(11, 16);

/** Changes of the store's state while a menu is open, and the sign before and after. */
const EDGES: {
  what: string;
  hours: (edge: string) => string[];
  lastOrder: number;
  before: RegExp;
  after: RegExp;
}[] = [
  {
    what: "the store closes",
    hours: (edge) => [`08:00-${edge}`],
    lastOrder: 0,
    before: /에 닫아요/,
    after: /영업시간이 아니에요/,
  },
  {
    what: "the time of the last order passes",
    hours: (edge) => [`08:00-${later(edge)}`],
    lastOrder: 30,
    before: /주문 마감 .* 닫아요/,
    after: /영업시간이 아니에요/,
  },
  {
    what: "the store opens",
    hours: (edge) => [`${edge}-22:00`],
    lastOrder: 0,
    before: /영업시간이 아니에요/,
    after: /주문할 수 있어요/,
  },
];

for (const { what, hours, lastOrder, before, after } of EDGES) {
  test(`an open page says so when ${what}`, async ({ newPhone }) => {
    const library = faketime();
    test.skip(library === undefined, "libfaketime is not on this machine");
    await standAt(12);
    // The nearest full minute; this surface's clock is shifted to reach it in some seconds.
    const now = Date.now();
    const edge = Math.round(now / 60_000) * 60_000;
    const surface = await OwnSurface.prepare();
    try {
      await setHours(...hours(clock(edge)));
      await changeStore({ last_order_minutes: lastOrder });
      const shift = (edge - Date.now()) / 1000 - 9;
      await surface.start(
        {},
        {
          LD_PRELOAD: library ?? "",
          FAKETIME: `${shift < 0 ? "" : "+"}${shift.toFixed(1)}s`,
          FAKETIME_DONT_FAKE_MONOTONIC: "1",
          NO_FAKE_STAT: "1",
        },
      );
      const phone = await newPhone({ baseURL: surface.url });
      await phone.goto("/client");
      await expect(sign(phone)).toContainText(before);
      await phone.locator(".ordering[data-hydrated]").waitFor();
      await phone.evaluate(() => Object.assign(window, { still: true }));
      await expect(sign(phone)).toContainText(after, { timeout: 20_000 });
      expect(await phone.evaluate(() => "still" in window), "without a reload").toBe(true);
      await phone.close();
    } finally {
      await surface.remove();
    }
  });
}
