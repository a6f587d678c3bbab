// While the order service is down every page says so, in the reader's language, with scripts and
// without; and a customer who presses again, in any of these states, has ordered once.

import { type Locator, type Page } from "@playwright/test";
import {
  CALLED,
  CLIENT_URL,
  addToCart,
  awake,
  control,
  everyReader,
  expect,
  faultsOf,
  fillCheckout,
  order,
  orderButton,
  orders,
  test,
  ticket,
  type Language,
} from "./support";

test.afterEach(async () => {
  await control("resume", "order").catch(() => undefined);
  await control("start", "order");
});

const OUTAGE = [faultsOf.status(503, /\/client\/(orders|live\/orders)/), faultsOf.lostConnection];

const SAID: Record<Language, Record<string, RegExp>> = {
  ko: {
    paused: /주문이 잠시 멈췄어요.*장바구니는 그대로.*두 번 주문되지 않아요/,
    browsing: /주문이 잠시 멈췄어요. 메뉴를 보고 담아 둘 수 있어요/,
    order_unavailable: /지금은 주문을 받을 수 없어요.*두 번 주문되지 않아요/,
    order_storage: /저장할 수 없어 접수되지 않았어요.*장바구니는 그대로.*두 번 주문되지 않아요/,
    order_busy: /지금 주문이 많아요.*잠시 후 다시 눌러 주세요/,
    order_unknown: /접수됐는지 아직 확인하지 못했어요.*두 번 주문되지 않아요/,
    stale: /매장과 연결이 끊겨 다시 연결하고 있어요.*조금 전 상태예요/,
    cancel: /지금은 취소를 처리할 수 없어요/,
    remembered: /최근 주문만 조금 전 상태로 보여 드려요/,
    nothing: /지금은 주문 내역을 불러올 수 없어요/,
    board: /주문 서비스와 연결이 끊겼어요. 화면은 1분 안에 확인된 상태예요/,
    step: /주문 서비스에 연결할 수 없어요. 다시 눌러도 두 번 처리되지 않아요/,
    offline: /연결이 끊겨 다시 연결하고 있어요. 주문은 안전해요/,
    boardOffline: /서버와 연결이 끊겼어요/,
  },
  en: {
    paused: /Ordering is paused.*cart is kept.*never orders twice/,
    browsing: /You can browse and fill your cart/,
    order_unavailable: /Ordering is paused right now.*never orders twice/,
    order_storage: /was not placed: new orders cannot be saved.*cart is kept.*never orders twice/,
    order_busy: /Many orders are coming in right now.*press again in a moment/,
    order_unknown: /may have been placed.*never placed twice/,
    stale: /connection to the store was lost.*as of a moment ago/,
    cancel: /Cancelling does not work right now/,
    remembered: /your recent ones as of a moment ago/,
    nothing: /Your orders cannot be loaded right now/,
    board: /connection to the order service was lost. The screen is less than a minute old/,
    step: /order service cannot be reached. It is safe to press again/,
    offline: /connection was lost; reconnecting. Your order is safe/,
    boardOffline: /connection to the server was lost/,
  },
};

async function says(notice: Locator, language: Language, what: string): Promise<void> {
  await expect(notice).toContainText(SAID[language][what]);
  await expect(notice).toHaveAttribute("lang", language);
}

function condition(page: Page, name: string): Locator {
  return page.locator(`[data-condition="${name}"]:visible`);
}

function key(page: Page): Promise<string> {
  return page.locator("input[name=key]").inputValue();
}

/**
 * Presses until the order is placed, as people do: a service that is back is tried again a moment
 * later.
 */
async function pressUntilPlaced(shop: Page): Promise<void> {
  const placed = /\/client\/orders\//;
  await expect(async () => {
    if (!placed.test(shop.url())) await orderButton(shop).click({ timeout: 1_000 });
    await expect(shop).toHaveURL(placed, { timeout: 2_000 });
  }).toPass({ timeout: 20_000 });
}

test("a dead order service is said on every page, and the same press orders once when it is back", async ({
  newPhone,
  faults,
}) => {
  test.setTimeout(120_000);
  faults.expect(...OUTAGE);
  const readers = [];
  for (const { page, ...reader } of await everyReader(newPhone)) {
    const earlier = await order(page, { name: "먼저" });
    const shop = await page.context().newPage();
    await addToCart(shop);
    await fillCheckout(shop, { name: "다시" });
    await expect(condition(shop, "ordering-paused")).toHaveCount(0);
    readers.push({ ...reader, page, shop, earlier, key: await key(shop) });
  }
  const before = (await orders()).length;
  await control("kill", "order");

  for (const { page, shop, language, scripts, earlier, key: first } of readers) {
    // With scripts the open page shows it by itself; without, the page reloads itself.
    await says(condition(page, "order-stale"), language, "stale");
    if (scripts) await page.reload();
    await says(condition(page, "order-stale"), language, "stale");
    await page.getByRole("button", { name: CALLED.cancel }).click();
    await says(page.locator('[data-code="order_unavailable"]'), language, "cancel");
    await page.goto("/client/orders");
    await says(condition(page, "orders-remembered"), language, "remembered");
    await expect(page.getByText(String(earlier.number), { exact: true })).toBeVisible();

    await orderButton(shop).click();
    await says(shop.locator('[data-code="order_unavailable"]'), language, "order_unavailable");
    expect(await key(shop), "the same key").toBe(first);
    expect((await shop.goto("/client"))?.status()).toBe(200);
    await says(condition(shop, "browsing-only"), language, "browsing");
    await shop.goto("/client/checkout");
    await says(condition(shop, "ordering-paused"), language, "paused");
    await expect(shop.getByText(CALLED.promised), "nothing is promised").toHaveCount(0);
    await expect(shop.getByText(CALLED.canOrder), "nor said to work").toHaveCount(0);
    await orderButton(shop).click();
    expect(await key(shop), "the same key").toBe(first);
    for (const code of ["order_storage", "order_busy", "order_unknown"]) {
      await shop.goto(`/client/checkout?problem=${code}`);
      await says(shop.locator(`[data-code="${code}"]`), language, code);
      expect(await key(shop), "the same key").toBe(first);
    }
  }

  await control("start", "order");
  for (const { shop } of readers) await pressUntilPlaced(shop);
  expect((await orders()).length).toBe(before + readers.length);
});

test("an open menu says by itself that nobody can order, and that it is over", async ({
  newPhone,
  faults,
}) => {
  faults.expect(faultsOf.lostConnection);
  for (const [language, locale] of [
    ["ko", "ko-KR"],
    ["en", "en-US"],
  ] as const) {
    const page = await newPhone({ locale });
    await page.goto("/client");
    await page.locator(".menu-live[data-hydrated]").waitFor({ state: "attached" });
    const opening = page.getByText(CALLED.canOrder);
    await expect(opening).toBeVisible();
    await expect(condition(page, "browsing-only")).toHaveCount(0);
    let loads = 0;
    page.on("domcontentloaded", () => loads++);
    const start = performance.now();
    await control("kill", "order");
    await says(condition(page, "browsing-only"), language, "browsing");
    console.log(`      killed → said on an open menu: ${Math.round(performance.now() - start)} ms`);
    await expect(opening).toBeHidden();
    await control("start", "order");
    await expect(condition(page, "browsing-only")).toHaveCount(0);
    await expect(opening).toBeVisible();
    expect(loads, "without a reload").toBe(0);
  }
});

test("who has no orders to be remembered is told so and the page tries again", async ({
  newPhone,
  faults,
}) => {
  faults.expect(...OUTAGE);
  await control("kill", "order");
  const readers = await everyReader(newPhone);
  for (const { page, language } of readers) {
    const answer = await page.goto("/client/orders");
    expect([answer?.status(), answer?.headers()["retry-after"]]).toEqual([503, "1"]);
    await says(condition(page, "orders-unavailable"), language, "nothing");
  }
  await control("start", "order");
  for (const { page } of readers) {
    await expect(page.getByText(CALLED.noOrders), "it comes back by itself").toBeVisible();
  }
});

test("an order service that hangs: one press, one order; the rest is turned away at once and the menu opens", async ({
  phone,
  newPhone,
  faults,
}) => {
  faults.expect(faultsOf.lostConnection);
  await addToCart(phone, "espresso");
  await fillCheckout(phone, { name: "멈춤" });
  const first = await key(phone);
  const crowd = await newPhone();
  await addToCart(crowd, "americano");
  await fillCheckout(crowd);
  const form = {
    key: await key(crowd),
    shown_total: await crowd.locator("input[name=shown_total]").inputValue(),
    dining: "takeout",
    name: "",
    note: "",
  };
  const before = (await orders()).length;

  await control("pause", "order");
  const headers = { accept: "application/json", origin: CLIENT_URL };
  const press = () =>
    crowd.context().request.post("/client/api/orders", { form, headers, maxRedirects: 0 });
  const pressed = Promise.all(Array.from({ length: 80 }, press));
  const start = performance.now();
  const menu = await crowd.context().request.get("/client");
  console.log(`      the menu beside 80 presses: ${Math.round(performance.now() - start)} ms`);
  expect(menu.status()).toBe(200);
  for (const answer of await pressed) {
    expect(answer.status()).toBe(503);
    expect(answer.headers()["retry-after"]).toBe("1");
    expect((await answer.json()).code).toMatch(/^(order_(unknown|busy|unavailable)|overloaded)$/);
  }
  await orderButton(phone).click();
  await expect(phone.locator("[data-code]")).toHaveAttribute(
    "data-code",
    /^order_(unknown|unavailable)$/,
  );
  expect(await key(phone), "the same key").toBe(first);

  await control("resume", "order");
  await pressUntilPlaced(phone);
  await expect
    .poll(async () => (await press()).status(), "the crowd's press finds its order")
    .toBeLessThan(400);
  expect((await orders()).length, "one order for each of two keys").toBe(before + 2);
});

test("the board says how old it is, and why a step was not done", async ({
  phone,
  newTablet,
  faults,
}) => {
  faults.expect(faultsOf.status(503, /\/admin\//), faultsOf.lostConnection);
  const placed = await order(phone);
  const tablets = await everyReader(newTablet);
  for (const { page } of tablets) {
    await page.goto("/admin");
    await expect(ticket(page, placed.number)).toBeVisible();
  }
  await control("kill", "order");
  for (const { page, language, scripts } of tablets) {
    await expect(
      page.locator(".stale[role=alert]").or(page.locator(".none")).first(),
    ).toBeVisible();
    await says(page.locator(".stale[role=alert]"), language, "board");
    if (!scripts) {
      await expect(page.locator("noscript .stale")).toContainText(
        language === "ko" ? "스크립트가 꺼져 있어" : "Scripts are off",
      );
      continue;
    }
    const name = language === "ko" ? "접수" : "Accept";
    const accept = ticket(page, placed.number).getByRole("button", { name, exact: true });
    await accept.click();
    await says(page.locator(".problem"), language, "step");
    await expect(page.locator(".problem"), "also on a scrolled board").toBeInViewport();
    await expect(accept, "it can be pressed again").toBeEnabled();
  }
  await control("start", "order");
  for (const { page } of tablets)
    await expect(page.locator(".stale[role=alert]")).toHaveCount(0, { timeout: 20_000 });
  const accept = tablets[0].page;
  await ticket(accept, placed.number).getByRole("button", { name: "접수", exact: true }).click();
  await expect(ticket(accept, placed.number)).toHaveAttribute("data-status", "accepted");
});

test("a board that never heard the order service says that", async ({ newTablet, faults }) => {
  faults.expect(faultsOf.lostConnection);
  await control("kill", "order");
  await control("stop", "admin");
  await control("start", "admin");
  for (const { page, language } of await everyReader(newTablet)) {
    await page.goto("/admin");
    const words =
      language === "ko"
        ? "주문 서비스에 연결할 수 없어요. 아직 주문을 한 번도 불러오지 못했어요."
        : "The order service cannot be reached. No orders have been loaded yet.";
    await expect(
      page.locator(".stale[role=alert]"),
      "nothing was lost, since nothing was there",
    ).toContainText(words);
  }
});

test("a phone and a tablet without a network say so in their language", async ({
  newPhone,
  newTablet,
  faults,
}) => {
  faults.expect(faultsOf.lostConnection);
  for (const [language, locale] of [
    ["ko", "ko-KR"],
    ["en", "en-US"],
  ] as const) {
    const [phone, menu, tablet] = [
      await newPhone({ locale }),
      await newPhone({ locale }),
      await newTablet({ locale }),
    ];
    await order(phone);
    await awake(phone);
    await menu.goto("/client");
    await menu.locator(".menu-live[data-hydrated]").waitFor({ state: "attached" });
    await tablet.goto("/admin");
    await tablet.locator(".board[data-hydrated][data-live]").waitFor();
    for (const page of [phone, menu, tablet]) await page.context().setOffline(true);
    await says(condition(phone, "order-stale"), language, "offline");
    await says(tablet.locator(".stale[role=alert]"), language, "boardOffline");
    await expect(condition(menu, "offline")).toContainText(
      language === "ko" ? "끊기기 전 모습이에요" : "as it was before that",
    );
    for (const page of [phone, menu, tablet]) await page.context().setOffline(false);
    await expect(condition(phone, "order-stale")).toHaveCount(0);
    await expect(condition(menu, "offline")).toHaveCount(0);
    await expect(tablet.locator(".stale[role=alert]")).toHaveCount(0);
  }
});
