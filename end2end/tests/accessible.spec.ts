// Accessibility of every page and state of the customer's side: axe finds nothing in any look, and
// nothing is cut off or scrolls sideways at 320 px, with large type or at 200 %.

import { type Page } from "@playwright/test";
import {
  ADMIN_URL,
  addToCart,
  awake,
  counterPages,
  expect,
  expectAccessible,
  expectNoViolations,
  expectReflow,
  faultsOf,
  fillCheckout,
  move,
  order,
  orderButton,
  progress,
  setHours,
  setItem,
  setPaused,
  control,
  ROUND_THE_CLOCK,
  test,
  type Status,
} from "./support";

const ITEM = "cappuccino";

test.afterEach(async () => {
  await setItem(ITEM, "available");
  await setPaused(false);
  await setHours(ROUND_THE_CLOCK);
  await control("start", "order");
});

async function look(page: Page, what: string): Promise<void> {
  await test.step(what, async () => {
    await expectAccessible(page);
    await expectReflow(page);
  });
}

/** Opens the menu and waits for hydration. */
async function openMenu(phone: Page): Promise<void> {
  await phone.goto("/client");
  await phone.locator(".menu-live[data-hydrated]").waitFor({ state: "attached" });
}

async function openItem(phone: Page, item: string): Promise<void> {
  await phone.goto(`/client/items/${item}`);
  await phone.locator(".item-form[data-hydrated]").waitFor();
}

test("the menu: as it is, with something in the cart, with something sold out, paused, closed", async ({
  phone,
}) => {
  test.setTimeout(120_000);
  await openMenu(phone);
  await look(phone, "as it is");
  await setItem(ITEM, "sold_out");
  await expect(phone.locator(`[data-item="${ITEM}"]`)).toHaveAttribute("data-sold-out");
  await addToCart(phone);
  await look(phone, "just added, and something sold out");
  await setPaused(true);
  await expect(async () => {
    await openMenu(phone);
    await expect(phone.locator(".shut")).toBeVisible({ timeout: 500 });
  }).toPass();
  await look(phone, "paused");
  await setPaused(false);
  await setHours();
  await expect(async () => {
    await openMenu(phone);
    await expect(phone.locator(".shut")).toContainText("영업", { timeout: 500 });
  }).toPass();
  await look(phone, "closed");
});

test("an item: as it is, with a choice missing, sold out, and one that is not there", async ({
  phone,
  faults,
}) => {
  test.setTimeout(120_000);
  faults.expect(faultsOf.status(404, /\/client\/items\//));
  await openItem(phone, "cafe-latte");
  await look(phone, "as it is");
  await phone.getByRole("spinbutton", { name: "수량" }).fill("0");
  await expect(phone.locator(".hint")).not.toBeEmpty();
  await look(phone, "with a wrong quantity");
  await setItem(ITEM, "sold_out");
  await expect(async () => {
    await openItem(phone, ITEM);
    await expect(phone.getByRole("button", { name: "품절" })).toBeDisabled({ timeout: 500 });
  }).toPass();
  await look(phone, "sold out");
  expect((await phone.goto("/client/items/nothing"))?.status()).toBe(404);
  await look(phone, "not there");
});

test("the cart: empty, full, with a line that is gone", async ({ phone }) => {
  test.setTimeout(120_000);
  await phone.goto("/client/cart");
  await look(phone, "empty");
  await addToCart(phone, ITEM);
  await addToCart(phone, "americano");
  await phone.goto("/client/cart");
  await look(phone, "full");
  await setItem(ITEM, "sold_out");
  await expect(async () => {
    await phone.reload();
    await expect(phone.getByRole("listitem").getByRole("alert")).toBeVisible({ timeout: 500 });
  }).toPass();
  await look(phone, "with a line that is gone");
});

test("checkout: as it is, refused, paused", async ({ phone, faults }) => {
  test.setTimeout(120_000);
  faults.expect(faultsOf.status(503, /\/client\/orders/), faultsOf.lostConnection);
  await addToCart(phone);
  await fillCheckout(phone, { name: "민지", note: "얼음 적게" });
  await look(phone, "as it is");
  for (const code of ["order_unavailable", "order_unknown", "price_changed"]) {
    await phone.goto(`/client/checkout?problem=${code}`);
    await expect(phone.getByRole("alert")).toBeVisible();
  }
  await look(phone, "refused");
  await control("kill", "order");
  await expect(async () => {
    await phone.goto("/client/checkout");
    await expect(phone.locator('[data-condition="ordering-paused"]')).toBeVisible({ timeout: 500 });
  }).toPass();
  await look(phone, "paused");
  await openMenu(phone);
  await look(phone, "the menu meanwhile");
});

/** Each status of an order, with the moves that lead to it. */
const WAYS: Record<string, Status[]> = {
  placed: [],
  accepted: ["accepted"],
  preparing: ["preparing"],
  ready: ["ready"],
  completed: ["completed"],
};

test("an order in every status, and the list of orders", async ({ phone, newPhone }) => {
  test.setTimeout(240_000);
  await (await newPhone()).goto("/client");
  const placed = await order(phone, { name: "민지", note: "얼음 적게 부탁드려요" });
  for (const [status, way] of Object.entries(WAYS)) {
    await move(placed.id, ...way);
    await awake(phone);
    await expect(progress(phone, status as Status)).toBeVisible();
    await look(phone, status);
  }
  for (const end of ["rejected", "cancelled", "no_show"] as const) {
    const other = await order(phone);
    if (end === "no_show") await move(other.id, "accepted", "preparing", "ready");
    await move(other.id, end);
    await expect(progress(phone, end)).toBeVisible();
    await look(phone, end);
  }
  await phone.goto("/client/orders");
  await look(phone, "the list");
});

test("orders: none, gone, out of reach, without a network", async ({ phone, faults }) => {
  test.setTimeout(180_000);
  faults.expect(
    faultsOf.status(404, /\/client\/orders\//),
    faultsOf.status(503, /\/client\/(live\/)?orders/),
    faultsOf.lostConnection,
  );
  await phone.goto("/client/orders");
  await look(phone, "none");
  await phone.goto("/client/orders/019a0000-0000-7000-8000-000000000000");
  await look(phone, "gone");
  await order(phone);
  await awake(phone);
  await phone.context().setOffline(true);
  await expect(phone.locator('[data-condition="order-stale"]')).toBeVisible();
  await look(phone, "without a network");
  await phone.context().setOffline(false);
  await expect(phone.locator('[data-condition="order-stale"]')).toHaveCount(0);
  await control("kill", "order");
  await expect(phone.locator('[data-condition="order-stale"]')).toBeVisible();
  await look(phone, "the store out of reach");
  await phone.goto("/client/orders");
  await look(phone, "the list from memory");
});

test("an order that cannot be looked up, and a list that cannot be had", async ({
  phone,
  faults,
}) => {
  faults.expect(faultsOf.status(503, /\/client\/orders/));
  await control("kill", "order");
  for (const path of ["/client/orders", "/client/orders/019a0000-0000-7000-8000-000000000000"]) {
    expect((await phone.goto(path))?.status(), path).toBe(503);
    await expectAccessible(phone);
  }
});

test("the settings, and what there is without a network", async ({ phone }) => {
  test.setTimeout(120_000);
  for (const path of ["/client/settings", "/client/settings?saved=1", "/client/offline"]) {
    expect((await phone.goto(path))?.status(), path).toBe(200);
    await look(phone, path);
  }
});

test("the whole way in English", async ({ newPhone }) => {
  test.setTimeout(120_000);
  const phone = await newPhone({ locale: "en-US" });
  for (const path of [
    "/client",
    "/client/items/cafe-latte",
    "/client/settings",
    "/client/orders",
    "/client/ready",
  ]) {
    await phone.goto(path);
    await test.step(path, () => expectNoViolations(phone, "English"));
  }
  await addToCart(phone);
  await fillCheckout(phone, { name: "Minji" });
  await look(phone, "checkout");
  await orderButton(phone).click();
  await expect(progress(phone, "placed")).toBeVisible();
  await look(phone, "the order");
});

test("the counter: every page of it, the board with orders in every lane and its panels open", async ({
  phone,
  newTablet,
  browser,
  faults,
}) => {
  test.setTimeout(240_000);
  faults.expect(faultsOf.status(403, /\/admin\/managers-only/));
  const stranger = await (
    await browser.newContext({ baseURL: ADMIN_URL, locale: "ko-KR" })
  ).newPage();
  await stranger.goto("/admin/sign-in?problem=wrong_pin");
  const tablet = await newTablet();
  for (const status of ["accepted", "preparing", "ready", "completed"] as const) {
    const { id } = await order(phone, { name: "민지", note: "얼음 적게" });
    await move(
      id,
      "accepted",
      ...(["preparing", "ready", "completed"] as const).slice(
        0,
        ["accepted", "preparing", "ready", "completed"].indexOf(status),
      ),
    );
  }
  const last = await order(phone);
  const board = await tablet.context().newPage();
  await board.goto("/admin");
  await board.locator(".board[data-hydrated][data-live] article").first().waitFor();
  await tablet.goto("/admin/system");
  await tablet.locator(".system[data-hydrated]").waitFor();
  const more: Page[] = [];
  for (const path of [...counterPages(last.id), "/admin/managers-only", "/admin/pin-again"]) {
    const page = await tablet.context().newPage();
    await page.goto(path);
    more.push(page);
  }
  for (const panel of ["주문 멈춤", "품절", "더 보기"]) {
    const page = await tablet.context().newPage();
    await page.goto("/admin");
    await page.locator(".board[data-hydrated][data-live]").waitFor();
    await page.getByRole("button", { name: panel, exact: true }).click();
    await page.getByRole("dialog", { name: panel }).waitFor();
    more.push(page);
  }
  for (const page of [stranger, board, tablet, ...more]) {
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme });
      await test.step(`${new URL(page.url()).pathname}, ${colorScheme}`, () =>
        expectNoViolations(page, colorScheme));
    }
  }
  await stranger.context().close();
});
