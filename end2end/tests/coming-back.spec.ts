// A page that was away shows the right state again: after a reload, a second visit, leaving and
// coming back, or a time without a network.

import { setTimeout as elapsed } from "node:timers/promises";
import { type Page } from "@playwright/test";
import { awake, expect, faultsOf, move, order, orders, progress, test, ticket } from "./support";

/** The open orders as the service lists them, as `number status`. */
async function open(): Promise<string[]> {
  return (await orders("open")).map(({ number, status }) => `${number} ${status}`).sort();
}

/** The open orders as a board shows them, as `number status`. */
async function shown(board: Page): Promise<string[]> {
  const cards = board.locator("article");
  return (
    await cards.evaluateAll((all) =>
      all.map((card) => `${card.dataset.number} ${card.dataset.status}`),
    )
  ).sort();
}

test("a reload, a second tab and the back button show where the order stands", async ({
  phone,
}) => {
  const placed = await order(phone);
  await move(placed.id, "accepted");
  await phone.reload();
  await expect(progress(phone, "accepted")).toBeVisible();

  const second = await phone.context().newPage();
  await second.goto(placed.url);
  await awake(second);
  await move(placed.id, "preparing");
  await expect(progress(second, "preparing")).toBeVisible();
  await expect(progress(phone, "preparing"), "two tabs follow the same order").toBeVisible();

  await phone.getByRole("link", { name: "내 주문 모두 보기" }).click();
  await expect(phone.getByRole("heading", { name: "내 주문" })).toBeVisible();
  await move(placed.id, "ready");
  await phone.goBack();
  await expect(progress(phone, "ready")).toBeVisible();
  await move(placed.id, "completed");
  await expect(progress(phone, "completed"), "and follows from there").toBeVisible();
});

test("a reloaded board and a second one show every open order", async ({
  phone,
  tablet,
  newTablet,
}) => {
  const placed = await order(phone);
  await expect(ticket(tablet, placed.number)).toHaveAttribute("data-status", "placed");
  await move(placed.id, "accepted", "preparing");
  await tablet.reload();
  const second = await newTablet();
  await second.goto("/admin");
  for (const page of [tablet, second]) {
    await expect(ticket(page, placed.number)).toHaveAttribute("data-status", "preparing");
    await expect(async () => expect(await shown(page)).toEqual(await open())).toPass();
  }
  await move(placed.id, "ready");
  for (const page of [tablet, second]) {
    await expect(ticket(page, placed.number), "both follow").toHaveAttribute(
      "data-status",
      "ready",
    );
  }
});

test("60 s without a network end with the right state on the phone and on the tablet", async ({
  phone,
  newPhone,
  tablet,
  faults,
}) => {
  test.setTimeout(150_000);
  faults.expect(faultsOf.lostConnection);
  const placed = await order(phone);
  await awake(phone);
  await expect(ticket(tablet, placed.number)).toBeVisible();

  await phone.context().setOffline(true);
  await tablet.context().setOffline(true);
  await expect(phone.getByText("연결이 끊겨 다시 연결하고 있어요")).toBeVisible();
  await expect(tablet.locator(".stale[role=alert]")).toContainText("서버와 연결이 끊겼어요");

  await move(placed.id, "accepted", "preparing", "ready");
  const other = await newPhone();
  const missed = [await order(other), await order(other)];
  // The promise is 60 real seconds, which is longer than timeouts that a shorter absence would not
  // reach.
  await elapsed(60_000);
  await expect(progress(phone, "placed"), "an offline page keeps what it knew").toBeVisible();
  await expect(
    phone.getByText("연결이 끊겨 다시 연결하고 있어요"),
    "and says so all the time",
  ).toBeVisible();
  await expect(tablet.locator(".stale[role=alert]")).toContainText(
    /서버와 연결이 끊겼어요. 화면은 1분/,
  );

  await phone.context().setOffline(false);
  await tablet.context().setOffline(false);
  await expect(progress(phone, "ready")).toBeVisible();
  await expect(phone.getByText("연결이 끊겨 다시 연결하고 있어요")).toBeHidden();
  for (const { number } of missed) await expect(ticket(tablet, number)).toBeVisible();
  await expect(tablet.locator(".stale[role=alert]")).toBeHidden();
  await expect(async () =>
    expect(await shown(tablet), "the board is the service's list").toEqual(await open()),
  ).toPass();

  await move(placed.id, "completed");
  await expect(progress(phone, "completed"), "the phone follows again").toBeVisible();
});
