// The counter's tablet.

import {
  expect,
  type Browser,
  type BrowserContext,
  type Locator,
  type Page,
} from "@playwright/test";
import { ADMIN_URL, STAFF_PIN } from "./places";

export type StaffState = Awaited<ReturnType<BrowserContext["storageState"]>>;

export const tabletOptions = {
  viewport: { width: 1180, height: 820 },
  hasTouch: true,
  baseURL: ADMIN_URL,
  locale: "ko-KR",
};

/** Signs in; the tablets of the run share the session. */
export async function signIn(browser: Browser): Promise<StaffState> {
  const context = await browser.newContext(tabletOptions);
  const page = await context.newPage();
  await page.goto("/admin");
  await typePin(page, STAFF_PIN);
  await expect(page).toHaveURL(/\/admin$/);
  const state = await context.storageState();
  await context.close();
  return state;
}

export async function typePin(page: Page, pin: string, button = "로그인"): Promise<void> {
  await page.getByLabel("PIN").fill(pin);
  await page.getByRole("button", { name: button }).click();
}

/** Adds a person with this PIN. */
export async function hire(page: Page, name: string, pin: string): Promise<void> {
  await page.goto("/admin/people");
  const form = page.getByRole("region", { name: "직원 추가" });
  await form.getByLabel("이름").fill(name);
  await form.getByLabel("PIN").fill(pin);
  await form.getByRole("button", { name: "추가" }).click();
  await expect(page.getByRole("status")).toHaveText("저장했어요");
}

/** Opens the board and its menu of further pages. */
export async function openMore(page: Page): Promise<void> {
  await page.goto("/admin");
  await page.locator(".board[data-hydrated][data-live]").waitFor();
  await page.getByRole("button", { name: "더 보기" }).click();
}

/** Every page beside the board and the system page, some with a refusal; `order` is an order's id. */
export const counterPages = (order: string): string[] => [
  "/admin/orders",
  `/admin/orders/${order}`,
  `/admin/orders/${order}/slip`,
  "/admin/blocked",
  "/admin/day",
  "/admin/audit",
  "/admin/walk-in?key=01980000-0000-7000-8000-000000000001&cart=cafe-latte*2~hot!gone*1",
  "/admin/walk-in?item=cafe-latte",
  "/admin/store",
  "/admin/store?problem=invalid_form&field=mon",
  "/admin/poster",
  "/admin/printers",
  "/admin/printers?problem=invalid_address",
  "/admin/people",
  "/admin/people?problem=pin_taken",
  "/admin/my-pin",
  "/admin/my-pin?problem=pin_common",
  "/admin/menu",
  "/admin/menu/csv",
  "/admin/menu/categories/coffee",
  "/admin/menu/items/americano",
  "/admin/menu/items/new",
  "/admin/menu/groups/syrups",
  "/admin/menu/groups/syrups/options/vanilla-syrup",
  "/admin/preview",
  "/admin/preview/items/cafe-latte",
];

/** The ticket with this pickup number, in any column of the board. */
export function ticket(tablet: Page, number: number): Locator {
  return tablet.locator(`article[data-number="${number}"]`);
}

/** Presses a ticket's button and waits until the server has acknowledged the step. */
export async function press(tablet: Page, button: Locator): Promise<void> {
  const answered = tablet.waitForResponse((response) =>
    response.url().includes("/admin/api/orders/move"),
  );
  await button.click();
  await (await answered).finished();
}

/** A photo as a camera would give it, drawn by the browser. */
export async function drawPhoto(
  page: Page,
  type: "image/png" | "image/jpeg" = "image/png",
): Promise<Buffer> {
  const drawn = await page.evaluate((type) => {
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [800, 600];
    const pen = canvas.getContext("2d")!;
    pen.fillStyle = "#7a3";
    pen.fillRect(100, 100, 500, 400);
    return canvas.toDataURL(type).split(",")[1];
  }, type);
  return Buffer.from(drawn, "base64");
}
