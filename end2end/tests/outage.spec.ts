// A service is killed: pages that do not need it go on, pages that need it say so, and everything
// recovers by itself.

import {
  addToCart,
  awake,
  control,
  expect,
  faultsOf,
  fetchOrder,
  fillCheckout,
  order,
  orderButton,
  orders,
  placedOn,
  progress,
  setItem,
  test,
  ticket,
} from "./support";

test.afterEach(async () => {
  await control("start", "menu");
  await control("start", "order");
});

test("without the order service the menu opens, checkout keeps everything, and the same press orders once", async ({
  phone,
  tablet,
  faults,
}) => {
  faults.expect(faultsOf.status(503, /\/client\/(orders|live\/orders)/), faultsOf.lostConnection);
  const earlier = await order(phone, { name: "먼저" });
  await awake(phone);
  await expect(ticket(tablet, earlier.number)).toBeVisible();
  const shop = await phone.context().newPage();
  await addToCart(shop, "cafe-latte");
  await fillCheckout(shop, { name: "기다림", note: "식어도 돼요" });
  const before = (await orders()).length;

  await control("kill", "order");
  const stale = tablet.getByRole("alert").filter({ hasText: "주문 서비스와 연결이 끊겼어요" });
  await expect(stale).toBeVisible();
  await expect(ticket(tablet, earlier.number), "the board keeps its last tickets").toBeVisible();
  await expect(
    phone.getByText("연결이 끊겨 다시 연결하고 있어요"),
    "a followed order says so too",
  ).toBeVisible();
  await expect(progress(phone, "placed")).toBeVisible();

  await orderButton(shop).click();
  await expect(shop).toHaveURL(/problem=order_unavailable/);
  await expect(shop.getByRole("alert")).toContainText("지금은 주문을 받을 수 없어요");
  await expect(shop.getByLabel(/^이름/)).toHaveValue("기다림");
  await expect(shop.getByLabel(/^요청 사항/)).toHaveValue("식어도 돼요");
  await expect(shop.getByRole("listitem")).toContainText("카페 라떼");

  const browsing = await phone.context().newPage();
  expect((await browsing.goto("/client"))?.status()).toBe(200);
  await browsing
    .getByRole("link", { name: /아메리카노/ })
    .first()
    .click();
  await expect(browsing.getByRole("button", { name: /담기$/ })).toBeEnabled();
  await expect(tablet.reload()).resolves.toMatchObject({});
  await expect(ticket(tablet, earlier.number), "a reloaded board shows them as well").toBeVisible();
  await expect(stale).toBeVisible();

  await control("start", "order");
  await expect(stale, "the board heals by itself").toBeHidden();
  await expect(
    phone.getByText("연결이 끊겨 다시 연결하고 있어요"),
    "and so does the phone",
  ).toBeHidden();
  await orderButton(shop).click();
  const placed = await placedOn(shop);
  await expect(ticket(tablet, placed.number)).toContainText("식어도 돼요");
  expect((await orders()).length, "one order more").toBe(before + 1);
});

test("without the menu service customers order from the last known menu, and the ticket says so", async ({
  phone,
  tablet,
}) => {
  await control("kill", "menu");
  expect((await phone.goto("/client"))?.status()).toBe(200);
  const placed = await order(phone, { name: "그래도" });
  expect((await fetchOrder(placed.id)).menu_verified).toBe(false);
  await expect(ticket(tablet, placed.number).getByText("메뉴 확인 전 주문")).toBeVisible();

  await control("start", "menu");
  await phone.goto("/client");
  const badge = phone.locator('[data-item="espresso"]').getByText("품절");
  await setItem("espresso", "sold_out");
  await expect(badge, "news of the menu arrive again").toBeVisible({ timeout: 20_000 });
  await setItem("espresso", "available");
  await expect(badge).toBeHidden();
  const after = await order(phone);
  expect((await fetchOrder(after.id)).menu_verified).toBe(true);
  await expect(ticket(tablet, after.number)).toBeVisible();
  await expect(ticket(tablet, after.number).getByText("메뉴 확인 전 주문")).toHaveCount(0);
});
