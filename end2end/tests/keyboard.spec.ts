// A whole order by keyboard alone: the focus is visible at every stop.

import {
  SIZES,
  addToCart,
  awake,
  expect,
  expectVisibleFocus,
  fetchOrder,
  orderButton,
  placedOn,
  progress,
  tabTo,
  test,
} from "./support";

test(
  "an order is put together, placed and cancelled with Tab, Enter, Space and the arrow keys",
  SIZES,
  async ({ phone }) => {
    const { keyboard } = phone;
    await phone.goto("/client");
    await tabTo(phone, phone.getByRole("link", { name: /카페 라떼/ }).first());
    await keyboard.press("Enter");

    await phone.locator(".item-form[data-hydrated]").waitFor();
    const sizes = phone.getByRole("group", { name: /사이즈/ }).getByRole("radio");
    await tabTo(phone, sizes.first());
    await keyboard.press("ArrowDown");
    await expect(sizes.nth(1)).toBeChecked();
    await expectVisibleFocus(phone);
    await tabTo(phone, phone.getByRole("button", { name: "샷 추가 늘리기" }));
    await keyboard.press("Space");
    const quantity = phone.getByRole("spinbutton", { name: "수량" });
    await tabTo(phone, quantity);
    await keyboard.press("ArrowUp");
    await expect(quantity).toHaveValue("2");
    const add = phone.getByRole("button", { name: /담기$/ });
    await expect(add).toHaveText("12,600원 담기");
    await tabTo(phone, add);
    await keyboard.press("Enter");

    await expect(phone.getByText("장바구니에 담았어요.")).toBeVisible();
    await tabTo(phone, phone.getByRole("link", { name: /장바구니 보기/ }));
    await keyboard.press("Enter");
    await expect(phone).toHaveURL(/\/client\/cart$/);
    await tabTo(phone, phone.getByRole("button", { name: "하나 줄이기" }));
    await keyboard.press("Enter");
    await expect(phone.getByText("합계")).toHaveText("합계 6,300원");
    await tabTo(phone, phone.getByRole("link", { name: "주문하러 가기" }));
    await keyboard.press("Enter");

    await expect(phone).toHaveURL(/\/client\/checkout$/);
    const takeout = phone.getByLabel("포장");
    await tabTo(phone, takeout);
    await keyboard.press("ArrowRight");
    await expect(phone.getByLabel("매장", { exact: true })).toBeChecked();
    await tabTo(phone, phone.getByLabel(/^이름/));
    await keyboard.type("Minji");
    await tabTo(phone, orderButton(phone));
    await keyboard.press("Enter");

    const placed = await placedOn(phone);
    expect(await fetchOrder(placed.id)).toMatchObject({
      total: 6_300,
      dining: "here",
      customer: { name: "Minji" },
    });
    await awake(phone);
    await tabTo(phone, phone.getByRole("button", { name: "주문 취소" }));
    await keyboard.press("Enter");
    await expect(progress(phone, "cancelled")).toBeVisible();
  },
);

test("every stop of the menu is seen, there and back", async ({ phone }) => {
  await addToCart(phone);
  await tabTo(phone, phone.getByRole("link", { name: /장바구니 보기/ }));
  for (let stops = 0; stops < 20; stops++) {
    await phone.keyboard.press("Shift+Tab");
    await expectVisibleFocus(phone);
  }
});
