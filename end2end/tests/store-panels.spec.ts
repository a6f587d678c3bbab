// What the counter decides of the store in two taps.

import { expect, setItem, setPaused, test } from "./support";

const ITEM = "cappuccino";
const NAME = "카푸치노";

test.afterEach(async () => {
  await setItem(ITEM, "available");
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

test("two taps pause ordering, every board says until when, and one takes orders again", async ({ phone, tablet, newTablet }) => {
  const other = await newTablet();
  await other.goto("/admin");
  await other.locator(".board[data-hydrated][data-live]").waitFor();
  await tablet.getByRole("button", { name: "주문 멈춤" }).click();
  await tablet.getByRole("button", { name: "20분", exact: true }).click();
  for (const page of [tablet, other]) await expect(page.locator(".paused")).toContainText("까지 주문을 받지 않아요");
  await phone.goto("/client");
  await expect(phone.getByText("지금 주문할 수 있어요")).toHaveCount(0);
  await other.getByRole("button", { name: "다시 받기" }).click();
  for (const page of [tablet, other]) await expect(page.locator(".paused")).toHaveCount(0);
  await phone.reload();
  await expect(phone.getByText("지금 주문할 수 있어요")).toBeVisible();
});
