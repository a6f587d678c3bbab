// The cart, and the one price that is shown everywhere.

import { addToCart, expect, fetchOrder, orderButton, placedOn, SIZES, test } from "./support";

test("the cart survives a reload and a new tab, and its quantities can be changed", SIZES, async ({ phone }) => {
  await addToCart(phone, "cafe-latte");
  await addToCart(phone, "cafe-latte");
  await addToCart(phone, "americano");
  await phone.goto("/client/cart");
  const latte = (page = phone) => page.getByRole("listitem").filter({ hasText: "카페 라떼" });
  await expect(latte().getByLabel("수량"), "the same choice twice is one line").toHaveText("2");
  await phone.reload();
  await expect(phone.getByRole("listitem")).toHaveCount(2);

  const tab = await phone.context().newPage();
  await tab.goto("/client/cart");
  await latte(tab).getByRole("button", { name: "하나 늘리기" }).click();
  await expect(latte(tab).getByLabel("수량")).toHaveText("3");
  await expect(latte(tab).locator(".price")).toHaveText("15,000원");
  await phone.reload();
  await expect(latte().getByLabel("수량")).toHaveText("3");
  await phone.getByRole("listitem").filter({ hasText: "아메리카노" }).getByRole("button", { name: "빼기" }).click();
  await expect(phone.getByRole("listitem")).toHaveCount(1);
  await expect(phone.getByText("합계")).toHaveText("합계 15,000원");
});

test("a second order holds nothing of the first", async ({ phone }) => {
  await addToCart(phone, "cafe-latte");
  await phone.goto("/client/checkout");
  await orderButton(phone).click();
  await placedOn(phone);
  await addToCart(phone, "espresso");
  await phone.goto("/client/checkout");
  await orderButton(phone).click();
  const { lines } = await fetchOrder((await placedOn(phone)).id);
  expect(lines.map((line) => `${line.item_id} ${line.quantity}`)).toEqual(["espresso 1"]);
});

test("the live price of an item is the price in the cart, at checkout and of the order", SIZES, async ({ phone }) => {
  await phone.goto("/client/items/cafe-latte");
  await phone.locator(".item-form[data-hydrated]").waitFor();
  const add = phone.getByRole("button", { name: /담기$/ });
  await expect(add).toHaveText("5,000원 담기");
  await phone.getByLabel(/라지/).check();
  await expect(add).toHaveText("5,700원 담기");
  await phone.getByLabel(/두유/).check();
  await expect(add).toHaveText("6,300원 담기");
  await phone.getByRole("button", { name: "샷 추가 늘리기" }).click();
  await phone.getByRole("button", { name: "샷 추가 늘리기" }).click();
  await expect(add).toHaveText("7,500원 담기");
  await phone.getByRole("button", { name: "수량 늘리기" }).click();
  await phone.getByRole("button", { name: "수량 늘리기" }).click();
  await expect(add).toHaveText("22,500원 담기");
  await add.click();

  await expect(phone.getByRole("link", { name: /장바구니 보기/ })).toContainText("22,500원");
  await phone.goto("/client/cart");
  await expect(phone.getByText("합계")).toHaveText("합계 22,500원");
  await phone.getByRole("link", { name: "주문하러 가기" }).click();
  await expect(orderButton(phone)).toHaveText("22,500원 주문하기");
  await orderButton(phone).click();
  const placed = await placedOn(phone);
  await expect(phone.getByRole("region", { name: "주문 내용" })).toContainText("22,500원");
  const { total, lines } = await fetchOrder(placed.id);
  expect(total).toBe(22_500);
  const options = lines[0].options.map((option) => `${option.option_id} ${option.quantity}`);
  expect(options).toEqual(expect.arrayContaining(["size-large 1", "soy-milk 1", "shot 2"]));
});
