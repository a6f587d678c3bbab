// The same order with scripts off: plain pages and forms, and a page that refreshes itself.

import {
  addToCart,
  expect,
  fetchOrder,
  fillCheckout,
  move,
  order,
  orderButton,
  placedOn,
  progress,
  SIZES,
  test,
  ticket,
} from "./support";

test(
  "an order is placed, followed and cancelled with scripts off",
  SIZES,
  async ({ newPhone, faults }) => {
    faults.expect(/warning .*\.wasm was preloaded using link preload but not used/);
    const phone = await newPhone({ javaScriptEnabled: false });
    await phone.goto("/client");
    await phone
      .getByRole("link", { name: /카페 라떼/ })
      .first()
      .click();
    await phone.getByLabel(/라지/).check();
    await phone.getByRole("spinbutton", { name: "샷 추가" }).fill("2");
    await phone.getByRole("spinbutton", { name: "수량" }).fill("2");
    await phone.getByRole("button", { name: /담기$/ }).click();
    await addToCart(phone, "americano");

    await phone.goto("/client/cart");
    const latte = phone.getByRole("listitem").filter({ hasText: "카페 라떼" });
    await latte.getByRole("button", { name: "하나 줄이기" }).click();
    await phone
      .getByRole("listitem")
      .filter({ hasText: "아메리카노" })
      .getByRole("button", { name: "빼기" })
      .click();
    await expect(phone.getByRole("listitem")).toHaveCount(1);
    await expect(phone.getByText("합계")).toContainText("6,900원");

    await fillCheckout(phone, { name: "하늘", note: "뜨겁게" });
    await phone.getByLabel("매장", { exact: true }).check();
    await orderButton(phone).click();
    const placed = await placedOn(phone);
    expect(await fetchOrder(placed.id)).toMatchObject({
      total: 6900,
      dining: "here",
      note: "뜨겁게",
      customer: { name: "하늘" },
    });

    await move(placed.id, "accepted");
    await expect(progress(phone, "accepted"), "the page refreshes itself").toBeVisible();
    await phone.getByRole("button", { name: "주문 취소" }).click();
    await expect(progress(phone, "cancelled")).toBeVisible();
    expect((await fetchOrder(placed.id)).status).toBe("cancelled");
    await expect(phone.getByRole("button", { name: "주문 취소" })).toHaveCount(0);
  },
);

test("a cancel that comes too late is refused in words", async ({ newPhone, faults }) => {
  faults.expect(/warning .*\.wasm was preloaded using link preload but not used/);
  const phone = await newPhone({ javaScriptEnabled: false });
  await addToCart(phone);
  await fillCheckout(phone);
  await orderButton(phone).click();
  const placed = await placedOn(phone);
  const cancel = phone.getByRole("button", { name: "주문 취소" });
  await expect(cancel).toBeVisible();
  await move(placed.id, "accepted", "preparing");
  const answer = await phone.context().request.post("/client/api/orders/cancel", {
    form: { id: placed.id },
    headers: { accept: "text/html" },
    maxRedirects: 0,
  });
  expect(answer.headers()["location"]).toContain("problem=too_late");
  await phone.goto(answer.headers()["location"]);
  await expect(phone.getByRole("alert")).toHaveAttribute("data-code", "too_late");
  expect((await fetchOrder(placed.id)).status).toBe("preparing");
});

test("a page whose wasm did not arrive says so and is loaded anew, and shows no price that would not follow", async ({
  phone,
  newTablet,
  faults,
}) => {
  faults.expect(/_bg\.wasm/, /Failed to fetch/);
  await phone.route("**/*_bg.wasm", (route) => route.abort());
  await phone.goto("/client/items/cafe-latte");
  await expect(phone.locator("html")).toHaveAttribute("data-asleep", "");
  await expect(phone.getByRole("button", { name: "담기", exact: true })).toBeVisible();
  await expect(phone.locator(".stepper button:visible, .order-bar .caffeine:visible")).toHaveCount(
    0,
  );
  const placed = await order(phone);
  await expect(phone.getByText("5초마다")).toBeVisible();
  await expect(phone.locator(".bell"), "nothing would ring").toBeHidden();
  await move(placed.id, "accepted");
  await expect(progress(phone, "accepted")).toBeVisible();

  const tablet = await newTablet();
  await tablet.route("**/*_bg.wasm", (route) => route.abort());
  await tablet.goto("/admin");
  await expect(tablet.getByText("볼 수만 있고")).toBeVisible();
  await move(placed.id, "preparing");
  await expect(ticket(tablet, placed.number)).toHaveAttribute("data-status", "preparing", {
    timeout: 20_000,
  });
});
