// Staff with PINs and roles, devices, and a staff service that is down.

import { type Page } from "@playwright/test";
import {
  ADMIN_URL,
  control,
  expect,
  faultsOf,
  fetchOrder,
  hire,
  openMore,
  order,
  orders,
  press,
  signIn,
  tabletOptions,
  test,
  ticket,
  typePin,
} from "./support";

const lock = async (page: Page) => {
  await openMore(page);
  await page.getByRole("button", { name: "잠그기" }).click();
  await expect(page.getByRole("form", { name: "잠긴 화면" })).toBeVisible();
};

test("a barista works the board, does nothing of a manager's, and the order's story says who it was", async ({
  browser,
  phone,
  newTablet,
  faults,
}) => {
  faults.expect(faultsOf.status(403, /\/admin\/managers-only/));
  const tablet = await newTablet({ storageState: await signIn(browser) });
  await hire(tablet, "하늘", "135791");
  await lock(tablet);
  await typePin(tablet, "135791");
  await expect(tablet.getByRole("region", { name: "신규" })).toBeVisible();
  await tablet.locator(".board[data-hydrated][data-live]").waitFor();
  const placed = await order(phone);
  await press(
    tablet,
    ticket(tablet, placed.number).getByRole("button", { name: "접수", exact: true }),
  );
  expect((await fetchOrder(placed.id)).handling.changed_by?.name).toBe("하늘");
  await tablet.getByRole("button", { name: "더 보기" }).click();
  for (const name of ["하루 정산", "매장 설정", "직원과 기기", "메뉴 편집"])
    await expect(tablet.getByRole("link", { name })).toHaveCount(0);
  for (const path of ["/admin/store", "/admin/day", "/admin/people", "/admin/menu"]) {
    expect((await tablet.goto(path))?.status(), path).toBe(403);
    await expect(tablet.getByRole("alert")).toHaveText("관리자만 할 수 있어요.");
  }
  await tablet.goto(`/admin/orders/${placed.id}`);
  await expect(tablet.getByRole("main")).toContainText("하늘");
});

test("a locked tablet rings and shows new orders, and changes nothing until a PIN opens it", async ({
  browser,
  phone,
  newTablet,
  faults,
}) => {
  faults.expect(faultsOf.status(401, /\/admin\/api/));
  const tablet = await newTablet({ storageState: await signIn(browser) });
  await lock(tablet);
  await tablet.locator(".board[data-hydrated][data-live]").waitFor();
  const placed = await order(phone);
  await expect(ticket(tablet, placed.number)).toBeVisible();
  const form = { id: placed.id, from: "placed", to: "accepted", version: "1" };
  const moved = await tablet.context().request.post("/admin/api/orders/move", {
    form,
    headers: { origin: ADMIN_URL, accept: "application/json" },
  });
  expect(moved.status()).toBe(401);
  expect((await orders()).find(({ id }) => id === placed.id)?.status).toBe("placed");
  await typePin(tablet, "000001");
  await expect(tablet.getByRole("alert").filter({ hasText: "PIN이 맞지 않아요." })).toBeVisible();
});

test("a tablet that nobody touches locks itself", async ({ browser, newTablet }) => {
  const tablet = await newTablet({ storageState: await signIn(browser) });
  await tablet.clock.install();
  await tablet.goto("/admin/orders");
  await tablet.clock.fastForward("14:00");
  await expect(tablet).toHaveURL(/\/admin\/orders$/);
  await tablet.mouse.click(5, 5);
  await tablet.clock.fastForward("14:00");
  await expect(tablet, "a touch begins the time anew").toHaveURL(/\/admin\/orders$/);
  await tablet.clock.fastForward("01:30");
  await expect(tablet.getByRole("form", { name: "잠긴 화면" })).toBeVisible();
});

test("signed out everywhere, an open board ends and asks for the PIN", async ({
  browser,
  newTablet,
  faults,
}) => {
  faults.expect(faultsOf.status(401, /\/admin/));
  const manager = await newTablet();
  await hire(manager, "바다", "864209");
  const other = await browser.newContext({ ...tabletOptions, storageState: await signIn(browser) });
  const page = await other.newPage();
  await lock(page);
  await typePin(page, "864209");
  await page.locator(".board[data-hydrated][data-live]").waitFor();
  await manager.goto("/admin/people");
  await manager.getByRole("button", { name: "바다 모든 기기에서 로그아웃" }).click();
  await expect(manager.getByRole("status")).toHaveText("저장했어요");
  await expect(page.getByRole("alert").first(), "the board says so").toBeVisible({
    timeout: 15_000,
  });
  await page.goto("/admin");
  await expect(page.getByRole("form", { name: "잠긴 화면" })).toBeVisible();
  await manager.getByRole("button", { name: "바다 지우기" }).click();
  await expect(manager.getByRole("button", { name: "바다 지우기" })).toHaveCount(0);
  await other.close();
});

test.describe("without the staff service", () => {
  test.afterEach(async () => {
    await control("start", "staff");
  });

  test("who is signed in goes on, customers order, and only signing in waits", async ({
    phone,
    newTablet,
    browser,
    faults,
  }) => {
    faults.expect(faultsOf.status(503, /\/admin/));
    const tablet = await newTablet();
    await tablet.goto("/admin");
    await tablet.locator(".board[data-hydrated][data-live]").waitFor();
    await control("kill", "staff");
    for (let n = 0; n < 5; n++) {
      const placed = await order(phone);
      for (const step of ["접수", "제조 시작", "준비 완료"]) {
        await press(
          tablet,
          ticket(tablet, placed.number).getByRole("button", { name: step, exact: true }),
        );
      }
      expect((await fetchOrder(placed.id)).status).toBe("ready");
    }
    await tablet.goto("/admin/orders");
    await expect(tablet.getByRole("main")).toBeVisible();
    const stranger = await browser.newContext(tabletOptions);
    const page = await stranger.newPage();
    await page.goto("/admin");
    await typePin(page, "482913");
    await expect(page.getByRole("alert")).toContainText(
      "지금은 로그인과 직원 관리를 할 수 없어요.",
    );
    await control("start", "staff");
    await expect(async () => {
      await page.goto("/admin");
      if (page.url().endsWith("/sign-in")) await typePin(page, "482913");
      await expect(page).toHaveURL(/\/admin$/, { timeout: 2_000 });
    }).toPass({ timeout: 20_000 });
    await stranger.close();
  });
});

test("locked, a tablet's copied cookies open nothing, at the surface and at the services", async ({
  browser,
  newTablet,
  playwright,
}) => {
  const state = await signIn(browser);
  const copied = state.cookies
    .map(({ name, value }) => `${name}=${value}`)
    .filter((pair) => !pair.startsWith("jumun_device"))
    .join("; ");
  const thief = await playwright.request.newContext({
    baseURL: ADMIN_URL,
    extraHTTPHeaders: { cookie: copied, accept: "application/json" },
  });
  expect((await thief.get("/admin/orders")).status()).toBe(200);
  await lock(await newTablet({ storageState: state }));
  expect((await thief.get("/admin/live/system")).status(), "at once").toBe(401);
  await thief.dispose();
});
