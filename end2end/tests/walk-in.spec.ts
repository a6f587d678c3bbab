// A walk-in order, which staff take at the counter.

import { expect, fetchOrder, order, orders, setPaused, test, ticket } from "./support";

test.afterEach(() => setPaused(false));

test("an order is taken in a few presses, has the next number and is on the board", async ({
  tablet,
  phone,
}) => {
  const before = await order(phone);
  await setPaused(true);
  await tablet.getByRole("link", { name: "주문 받기" }).click();
  await tablet.getByRole("link", { name: /^카페 라떼/ }).click();
  const slip = tablet.getByRole("region", { name: "받은 주문" });
  const latte = slip.getByRole("listitem").filter({ hasText: "카페 라떼" });
  await latte.getByRole("link", { name: "차갑게" }).click();
  await latte.getByRole("link", { name: "카페 라떼 하나 더" }).click();
  await expect(latte.locator("strong")).toHaveText("2");
  await tablet
    .getByRole("link", { name: /^에스프레소/ })
    .first()
    .click();
  await slip.getByRole("listitem").filter({ hasText: "에스프레소" }).locator("a.what").click();
  await tablet.getByRole("spinbutton", { name: "샷 추가" }).fill("1");
  await tablet.getByRole("button", { name: /저장|바꾸기|담기/ }).click();
  await expect(slip.getByRole("listitem")).toHaveCount(2);
  await slip.getByLabel("매장").check();
  await slip.getByLabel("이름").fill("현장 손님");
  await slip.getByRole("button", { name: /원 주문 넣기$/ }).click();
  await expect(tablet.getByRole("status")).toContainText("번 주문을 받았어요");
  const number = Number(await tablet.locator(".taken .number").innerText());
  expect(number).toBeGreaterThan(before.number);
  const placed = (await orders()).find((one) => one.number === number && one.business_date);
  expect(placed?.customer).toEqual({ session: "counter", name: "현장 손님" });
  expect(placed?.lines.map((line) => [line.item_id, line.quantity])).toEqual([
    ["cafe-latte", 2],
    ["espresso", 1],
  ]);
  expect((await fetchOrder(placed!.id)).status).toBe("accepted");
  await tablet.getByRole("link", { name: "보기" }).click();
  await expect(tablet.locator(".story li").first()).toContainText("관리자");
  await tablet.goto("/admin");
  await expect(ticket(tablet, number)).toContainText("카운터");
  await expect(ticket(tablet, number)).toContainText("현장 손님");
});

test("pressing twice, or again after going back, takes one order", async ({ tablet }) => {
  await tablet.goto("/admin/walk-in");
  await tablet
    .getByRole("link", { name: /^에스프레소/ })
    .first()
    .click();
  const slip = tablet.url();
  await tablet.getByRole("button", { name: /주문 넣기$/ }).click();
  const first = await tablet.locator(".taken .number").innerText();
  await tablet.goto(slip);
  await tablet.getByRole("button", { name: /주문 넣기$/ }).click();
  await expect(tablet.locator(".taken .number")).toHaveText(first);
});

test("what is sold out on the slip is said and cannot be ordered", async ({ tablet, newPhone }) => {
  await tablet.goto("/admin/walk-in?key=01980000-0000-7000-8000-000000000009&cart=no-such-thing*1");
  await expect(tablet.getByRole("button", { name: "담긴 메뉴를 확인해 주세요" })).toBeDisabled();
  const stranger = await newPhone({ baseURL: new URL(tablet.url()).origin });
  await stranger.goto("/admin/walk-in");
  await expect(stranger).toHaveURL(/\/admin\/sign-in$/);
});
