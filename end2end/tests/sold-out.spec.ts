// An item sells out while customers look at the menu.

import { addToCart, expect, setItem, test } from "./support";

const ITEM = "cappuccino";
const NAME = "카푸치노";

test.afterEach(() => setItem(ITEM, "available"));

test("an open menu marks what sells out within 3 s, without a reload", async ({ phone }) => {
  await phone.goto("/client");
  await phone.locator(".menu-live[data-hydrated]").waitFor({ state: "attached" });
  let loads = 0;
  phone.on("domcontentloaded", () => loads++);
  const badge = phone.locator(`[data-item="${ITEM}"]`).getByText("품절");
  await expect(badge).toBeHidden();
  await setItem(ITEM, "sold_out");
  const start = performance.now();
  await expect(badge).toBeVisible({ timeout: 3_000 });
  console.log(`      sold out → marked: ${Math.round(performance.now() - start)} ms`);
  await setItem(ITEM, "available");
  await expect(badge).toBeHidden({ timeout: 3_000 });
  expect(loads).toBe(0);
});

test("a cart names the line that sold out, does not lead to checkout, and heals", async ({
  phone,
}) => {
  await addToCart(phone, ITEM);
  await addToCart(phone, "americano");
  await phone.goto("/client/cart");
  const line = phone.getByRole("listitem").filter({ hasText: NAME });
  await expect(line.getByRole("alert")).toHaveCount(0);

  await setItem(ITEM, "sold_out");
  // The gateway learns of it by its feed; each reload renders the page again.
  await expect(async () => {
    await phone.reload();
    await expect(line.getByRole("alert")).toHaveText("방금 품절되었어요.", { timeout: 500 });
  }).toPass({ timeout: 3_000 });
  await expect(
    phone.getByRole("listitem").filter({ hasText: "아메리카노" }).getByRole("alert"),
  ).toHaveCount(0);
  await expect(phone.getByRole("link", { name: "주문하러 가기" })).toHaveCount(0);
  await phone.goto("/client/checkout");
  await expect(phone, "checkout leads back to the cart").toHaveURL(/\/client\/cart$/);
  await phone.goto(`/client/items/${ITEM}`);
  await expect(phone.getByRole("button", { name: "품절" })).toBeDisabled();

  await setItem(ITEM, "available");
  await phone.goto("/client/cart");
  await expect(async () => {
    await phone.reload();
    await expect(phone.getByRole("link", { name: "주문하러 가기" })).toBeVisible({ timeout: 500 });
  }).toPass({ timeout: 3_000 });
});
