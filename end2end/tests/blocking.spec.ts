// A phone that staff block cannot order until they unblock it.

import {
  addToCart,
  expect,
  fillCheckout,
  order,
  orderButton,
  placedOn,
  test,
  ticket,
} from "./support";

const BLOCK = "이 휴대폰 막기";
const unblock = (number: number) => `${number}번 주문의 휴대폰 풀기`;

test("two presses on a ticket block the phone, and the board stays", async ({ phone, tablet }) => {
  const placed = await order(phone);
  const card = ticket(tablet, placed.number);
  await expect(card.getByRole("button", { name: BLOCK }), "one press is none").toBeHidden();
  await card.getByLabel("더 보기").click();
  await card.getByRole("button", { name: BLOCK }).click();
  await expect(card.getByRole("status")).toContainText("24시간 동안 주문할 수 없어요");
  await expect(tablet).toHaveURL(/\/admin$/);

  await addToCart(phone);
  await fillCheckout(phone);
  await orderButton(phone).click();
  await expect(phone.getByRole("alert")).toHaveAttribute("data-code", "phone_blocked");

  await tablet.goto("/admin/blocked");
  await tablet.getByRole("button", { name: unblock(placed.number) }).click();
  await expect(tablet.getByRole("button", { name: unblock(placed.number) })).toHaveCount(0);
  await orderButton(phone).click();
  await placedOn(phone);
});

test("a ticket blocks the phone with scripts off, and so does the order's page", async ({
  phone,
  newTablet,
  faults,
}) => {
  faults.expect(/warning .*\.wasm was preloaded using link preload but not used/);
  const placed = await order(phone);
  const tablet = await newTablet({ javaScriptEnabled: false });
  await tablet.goto("/admin");
  await ticket(tablet, placed.number).getByLabel("더 보기").click();
  for (const place of [ticket(tablet, placed.number), tablet.getByRole("main")]) {
    await place.getByRole("button", { name: BLOCK }).click();
    await expect(tablet).toHaveURL(/\/admin\/blocked$/);
    await tablet.getByRole("button", { name: unblock(placed.number) }).click();
    await expect(tablet.getByText("막아 둔 휴대폰이 없어요")).toBeVisible();
    await tablet.goto(`/admin/orders/${placed.id}`);
    await tablet.getByText(BLOCK).first().click();
  }
});
