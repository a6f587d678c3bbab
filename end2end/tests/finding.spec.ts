// Search for an order of the day, and the order's history.

import { awake, CALLED, expect, faultsOf, move, order, test } from "./support";

test("an order is found by number and by name, and its story says who did what", async ({
  phone,
  tablet,
}) => {
  const name = `하늘${Date.now() % 100_000}`;
  const placed = await order(phone, { name });
  await move(placed.id, "accepted");
  await awake(phone);
  await tablet.getByRole("link", { name: "주문 찾기" }).click();
  await expect(tablet.getByRole("status")).toHaveText(/^\d+건$/);
  for (const wish of [String(placed.number), name, name.slice(1)]) {
    await tablet.getByLabel("번호 또는 이름").fill(wish);
    await tablet.getByRole("button", { name: "찾기", exact: true }).click();
    await expect(tablet).toHaveURL(new RegExp(`q=${encodeURIComponent(wish)}`));
    await expect(tablet.locator(".found li").filter({ hasText: name })).toHaveCount(1);
  }
  await phone.getByRole("button", { name: CALLED.cancel }).click();
  await tablet.locator(".found li").filter({ hasText: name }).getByRole("link").click();
  await expect(async () => {
    await tablet.reload();
    await expect(tablet.locator(".story li")).toHaveText(
      [/손님주문$/, /관리자접수$/, /손님취소$/],
      { timeout: 500 },
    );
  }).toPass();
});

test("an order is put on paper 80 mm wide", async ({ phone, tablet }) => {
  const placed = await order(phone, { name: "종이", note: "뜨겁게" });
  await tablet.goto(`/admin/orders/${placed.id}`);
  await tablet.getByRole("link", { name: "주문지 인쇄" }).click();
  await tablet.evaluate(() =>
    Object.assign(window, { print: () => document.body.setAttribute("data-printed", "") }),
  );
  await tablet.getByRole("button", { name: "인쇄" }).click();
  await expect(tablet.locator("body[data-printed]")).toBeVisible();
  await tablet.emulateMedia({ media: "print" });
  await expect(tablet.getByRole("button", { name: "인쇄" })).toBeHidden();
  await expect(tablet.locator(".bar")).toBeHidden();
  await expect(tablet.locator(".paper")).toContainText(String(placed.number));
  await expect(tablet.locator(".paper")).toContainText("뜨겁게");
  await tablet.setViewportSize({ width: 272, height: 600 }); // 72 mm, the printable width of an 80 mm printer
  expect(await tablet.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(
    272,
  );
});

test("nothing is found, and nobody else may look", async ({ tablet, newPhone, faults }) => {
  faults.expect(faultsOf.status(404, /\/admin\/orders\//));
  await tablet.goto("/admin/orders?q=%EC%97%86%EB%8A%94%EC%9D%B4%EB%A6%84");
  await expect(tablet.getByRole("status")).toHaveText("찾은 주문이 없어요");
  const gone = await tablet.goto("/admin/orders/01980000-0000-7000-8000-000000000001");
  expect(gone?.status()).toBe(404);
  const stranger = await newPhone({ baseURL: new URL(tablet.url()).origin });
  await stranger.goto("/admin/orders");
  await expect(stranger).toHaveURL(/\/admin\/sign-in$/);
});
