// Decisions about the store that take two taps at the counter.

import { addToCart, changeStore, expect, setItem, setPaused, test } from "./support";

const ITEM = "cappuccino";
const NAME = "카푸치노";

test.afterEach(async () => {
  await setItem(ITEM, "available");
  await changeStore({ unattended_s: 0 });
  await setPaused(false);
});

test("two taps sell something out for the day, and two put it back", async ({ phone, tablet }) => {
  await phone.goto("/client");
  await phone.locator(".menu-live[data-hydrated]").waitFor({ state: "attached" });
  const badge = phone.locator(`[data-item="${ITEM}"]`).getByText("품절");
  await expect(badge).toBeHidden();
  await tablet.getByRole("button", { name: "품절", exact: true }).click();
  await tablet.getByRole("button", { name: `${NAME} 오늘`, exact: true }).click();
  await expect(badge).toBeVisible();
  await tablet.getByRole("button", { name: "품절", exact: true }).click();
  await tablet.getByRole("button", { name: `${NAME} 다시 팔기`, exact: true }).click();
  await expect(badge).toBeHidden();
});

test("two taps pause ordering, every board says until when, and one takes orders again", async ({
  phone,
  tablet,
  newTablet,
}) => {
  const other = await newTablet();
  await other.goto("/admin");
  await other.locator(".board[data-hydrated][data-live]").waitFor();
  await tablet.getByRole("button", { name: "주문 멈춤" }).click();
  await tablet.getByRole("button", { name: "20분", exact: true }).click();
  for (const page of [tablet, other])
    await expect(page.locator(".paused")).toContainText("까지 주문을 받지 않아요");
  const canOrder = phone.getByText("지금 주문할 수 있어요");
  await expect(async () => {
    await phone.goto("/client");
    await expect(canOrder).toHaveCount(0, { timeout: 500 });
  }).toPass();
  await other.getByRole("button", { name: "다시 받기" }).click();
  for (const page of [tablet, other]) await expect(page.locator(".paused")).toHaveCount(0);
  await expect(async () => {
    await phone.reload();
    await expect(canOrder).toBeVisible({ timeout: 500 });
  }).toPass();
});

test("longer times are quoted for an hour, every board says so, and one press ends it", async ({
  phone,
  tablet,
}) => {
  const quoted = async (): Promise<number> => {
    await addToCart(phone);
    await phone.goto("/client/checkout");
    const text = await phone
      .getByText(/\d+–\d+분/)
      .first()
      .innerText();
    return Number(/(\d+)–/.exec(text)![1]);
  };
  const usual = await quoted();
  await tablet.getByRole("button", { name: "주문 멈춤" }).click();
  await tablet.getByRole("button", { name: "+20분", exact: true }).click();
  await expect(tablet.locator(".paused")).toContainText("예상 시간에 20분을 더하고 있어요");
  await expect.poll(quoted).toBeGreaterThanOrEqual(usual + 16);
  await tablet.getByRole("button", { name: "평소대로" }).click();
  await expect(tablet.locator(".paused")).toHaveCount(0);
});

test("without a board that is open ordering pauses, and goes on when one is", async ({
  phone,
  newTablet,
}) => {
  test.setTimeout(120_000);
  const open = phone.getByText("지금 주문할 수 있어요");
  await changeStore({ unattended_s: 12 });
  const board = await newTablet();
  await board.goto("/admin");
  await board.locator(".board[data-hydrated][data-live]").waitFor();
  await board.waitForTimeout(15_000); // longer than the limit for an unattended counter
  await expect(async () => {
    await phone.goto("/client");
    await expect(open).toBeVisible({ timeout: 500 });
  }).toPass();
  await board.close();
  await expect(async () => {
    await phone.reload();
    await expect(open).toBeHidden({ timeout: 500 });
  }).toPass({ timeout: 40_000 });
  const again = await newTablet();
  await again.goto("/admin");
  await expect(async () => {
    await phone.reload();
    await expect(open).toBeVisible({ timeout: 500 });
  }).toPass();
  await expect(again.locator(".paused")).toHaveCount(0);
});
