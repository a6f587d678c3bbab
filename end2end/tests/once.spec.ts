// One press makes one order, however often it is sent, and only its customer can see it.

import {
  CLIENT_URL,
  addToCart,
  awake,
  expect,
  faultsOf,
  fetchOrder,
  fillCheckout,
  order,
  orderButton,
  orders,
  placedOn,
  test,
} from "./support";

test("pressing twice places one order", async ({ phone }) => {
  await addToCart(phone);
  await fillCheckout(phone, { name: "두번" });
  const before = (await orders()).length;
  await orderButton(phone).dblclick();
  await placedOn(phone);
  expect((await orders()).length).toBe(before + 1);
});

test("the same checkout sent again leads to the order it had placed", async ({ phone }) => {
  await addToCart(phone);
  await fillCheckout(phone, { name: "다시" });
  const hidden = (name: string) => phone.locator(`input[name=${name}]`).inputValue();
  const cookies = await phone.context().cookies();
  const form = {
    key: await hidden("key"),
    shown_total: await hidden("shown_total"),
    dining: "takeout",
    name: "다시",
    note: "",
  };
  const send = () =>
    phone.context().request.post("/client/api/orders", {
      form,
      headers: { accept: "text/html" },
      maxRedirects: 0,
    });

  const before = (await orders()).length;
  const first = (await send()).headers()["location"];
  expect(first).toMatch(/^\/client\/orders\/[0-9a-f-]{36}$/);
  expect(
    (await send()).headers()["location"],
    "with the cart emptied, as after an answer that arrived",
  ).toBe(first);
  await phone.context().addCookies(cookies);
  expect(
    (await send()).headers()["location"],
    "with the cart still full, as after one that was lost",
  ).toBe(first);
  expect((await orders()).length).toBe(before + 1);

  await phone.context().addCookies(cookies);
  form.note = "다른 주문";
  const other = await send();
  expect(other.headers()["location"], "another order under the same key").toContain(
    "problem=key_reused",
  );
  expect((await orders()).length).toBe(before + 1);
});

for (const item of ["cafe-latte", "americano"]) {
  test(`an old page of checkout says that it is old, and keeps the ${item} that was put into the cart since`, async ({
    phone,
  }) => {
    await addToCart(phone, "cafe-latte");
    await fillCheckout(phone, { name: "두 탭" });
    const tab = await phone.context().newPage();
    await tab.goto("/client/checkout");
    await orderButton(tab).click();
    await placedOn(tab);
    await addToCart(tab, item);
    const before = (await orders()).length;
    await orderButton(phone).click();
    await expect(phone.getByRole("alert").first()).toHaveAttribute("data-code", "old_checkout");
    expect((await orders()).length).toBe(before);
    await orderButton(phone).click();
    expect((await fetchOrder((await placedOn(phone)).id)).lines[0].item_id).toBe(item);
  });
}

test("somebody else's order and its live feed are not found", async ({
  phone,
  newPhone,
  faults,
}) => {
  faults.expect(faultsOf.status(404, /\/client\/orders\//));
  const placed = await order(phone, { name: "비밀" });
  await awake(phone);
  const stranger = await newPhone();
  await stranger.goto("/client");
  expect((await stranger.goto(placed.url))?.status()).toBe(404);
  await expect(stranger.getByText("비밀")).toHaveCount(0);
  const http = stranger.context().request;
  expect((await http.get(`/client/live/orders/${placed.id}`)).status()).toBe(404);
  const headers = { accept: "application/json", origin: CLIENT_URL };
  const cancelled = await http.post("/client/api/orders/cancel", {
    form: { id: placed.id },
    headers,
  });
  expect(await cancelled.json()).toMatchObject({ code: "not_found" });
  await stranger.goto("/client/orders");
  await expect(stranger.getByText("이 휴대폰에서 주문한 내역이 없어요.")).toBeVisible();
  expect((await orders()).find(({ id }) => id === placed.id)?.status).toBe("placed");
});
