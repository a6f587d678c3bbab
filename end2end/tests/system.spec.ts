// The system page: the services' state, live.

import { ADMIN_URL, control, everyReader, expect, faultsOf, order, test } from "./support";

/** The target is two seconds, and the time is printed; the rest allows for a busy machine. */
const LIMIT_MS = 5_000;

test.afterEach(async () => {
  await control("start", "order");
});

test("a killed order service is open on the system page, and closed again after its return", async ({
  phone,
  newTablet,
  faults,
}) => {
  faults.expect(faultsOf.lostConnection);
  await order(phone);
  const tablets = await everyReader(newTablet);
  for (const { page, language, scripts } of tablets) {
    await page.goto("/admin/system");
    const service = page.locator('[data-service="order"]');
    await expect(service.locator("[data-endpoint]")).toHaveAttribute("data-breaker", "closed");
    await expect(service.getByRole("heading")).toHaveText(
      language === "ko" ? "주문 서비스" : "Order service",
    );
    await expect(service).toContainText(language === "ko" ? "초당 호출" : "Calls/s");
    await expect(service, "what does not count ten seconds says so").toContainText(
      language === "ko" ? "거절(시작 후)" : "Shed since start",
    );
    if (scripts) await page.locator(".system[data-hydrated]").waitFor();
  }
  const [watching] = tablets;
  const breaker = watching.page.locator('[data-service="order"] [data-endpoint]');
  let loads = 0;
  watching.page.on("domcontentloaded", () => loads++);

  const start = performance.now();
  await control("kill", "order");
  await expect(breaker).toHaveAttribute("data-breaker", "open", { timeout: LIMIT_MS });
  console.log(`      killed → open: ${Math.round(performance.now() - start)} ms`);
  await expect(breaker, "in words, not only in colour").toContainText("open · 호출 안 함");
  await expect(watching.page.locator('[data-service="feed"]')).toHaveAttribute(
    "data-good",
    "false",
  );
  for (const { page, language } of tablets) {
    await expect(page.locator('[data-service="order"] .breaker')).toContainText(
      language === "ko" ? "호출 안 함" : "not called",
    );
  }

  await control("start", "order");
  const back = performance.now();
  await expect(breaker).toHaveAttribute("data-breaker", "closed");
  console.log(`      ready → closed: ${Math.round(performance.now() - back)} ms`);
  await expect(watching.page.locator('[data-service="feed"]')).toHaveAttribute("data-good", "true");
  expect(loads, "without a reload").toBe(0);
});

test("the system page and its stream are for staff only, and the board leads there", async ({
  phone,
  tablet,
}) => {
  await tablet.getByRole("button", { name: "더 보기" }).click();
  await tablet.getByRole("link", { name: "시스템" }).click();
  await expect(tablet.getByRole("heading", { name: "시스템" })).toBeVisible();
  await expect(tablet.locator('[data-service="feed"]')).toContainText(/1 \/ \d+|[2-9]\d* \/ \d+/);
  const http = phone.context().request;
  const page = await http.get(`${ADMIN_URL}/admin/system`, {
    maxRedirects: 0,
    headers: { accept: "text/html" },
  });
  expect([page.status(), page.headers()["location"]]).toEqual([302, "/admin/sign-in"]);
  expect((await http.get(`${ADMIN_URL}/admin/live/system`)).status()).toBe(401);
});
