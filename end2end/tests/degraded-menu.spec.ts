// While the menu service is down customers see the last known menu, with its age where that
// matters; if there never was one, the page says so.

import { rm, utimes } from "node:fs/promises";
import {
  MENU_ON_DISK,
  CALLED,
  addToCart,
  control,
  everyReader,
  expect,
  expectNoViolations,
  faultsOf,
  order,
  test,
  ticket,
} from "./support";

test.afterEach(async () => {
  await control("start", "menu");
  await control("start", "client");
});

const AGE = {
  ko: "저장해 둔 메뉴예요. 12분 전에 마지막으로 확인했고",
  en: "a saved menu, last checked 12 minutes ago",
};

test("a menu from disk says its age on every page, and the mark leaves an open page when the service is back", async ({
  newPhone,
  newTablet,
  faults,
}) => {
  faults.expect(faultsOf.lostConnection);
  await control("kill", "menu");
  await control("stop", "client");
  const then = new Date(Date.now() - 12 * 60_000);
  await utimes(MENU_ON_DISK, then, then);
  await control("start", "client");

  const readers = await everyReader(newPhone);
  for (const { page, language, scripts } of readers) {
    await page.goto("/client/items/espresso");
    const notice = page.locator('[data-condition="menu-stale"]');
    await expect(notice).toContainText(AGE[language]);
    await expect(notice).toHaveAttribute("lang", language);
    await addToCart(page, "espresso");
    for (const path of ["/client/cart", "/client/checkout", "/client"]) {
      expect((await page.goto(path))?.status(), path).toBe(200);
      await expect(notice, path).toContainText(AGE[language]);
    }
    if (scripts) await page.locator(".menu-live[data-hydrated]").waitFor();
    await expect(notice, "hydrated as rendered").toContainText(AGE[language]);
    if (scripts) await expectNoViolations(page, "a stale menu");
  }

  const placed = await order(await newPhone());
  const tablets = [await newTablet({ locale: "ko-KR" }), await newTablet({ locale: "en-US" })];
  for (const [index, words] of [
    "메뉴 확인 전 주문",
    "Ordered while the menu could not be checked",
  ].entries()) {
    await tablets[index].goto("/admin");
    await expect(ticket(tablets[index], placed.number)).toContainText(words);
  }

  await control("start", "menu");
  for (const { page, scripts } of readers) {
    const notice = page.locator('[data-condition="menu-stale"]');
    if (scripts) await expect(notice, "an open page hears of it").toHaveCount(0);
    else
      await expect(async () => {
        await page.reload();
        await expect(notice).toHaveCount(0, { timeout: 500 });
      }).toPass({ timeout: 10_000 });
  }
});

test("where no menu was ever seen the page says so, and comes by itself", async ({
  newPhone,
  faults,
}) => {
  faults.expect(faultsOf.status(503, /\/client/));
  await control("kill", "menu");
  await control("stop", "client");
  await rm(MENU_ON_DISK);
  await control("start", "client");
  const readers = await everyReader(newPhone);
  for (const { page, language } of readers) {
    for (const path of ["/client/cart", "/client"]) {
      const answer = await page.goto(path);
      expect([answer?.status(), answer?.headers()["retry-after"]], path).toEqual([503, "1"]);
      const waiting = page.locator('[data-condition="menu-unknown"]');
      await expect(waiting).toHaveAttribute("lang", language);
      await expect(waiting).toContainText(
        language === "ko" ? "메뉴를 아직 불러오지 못했어요" : "The menu could not be loaded yet",
      );
      await expect(waiting.getByRole("link")).toHaveText(
        language === "ko" ? "다시 시도" : "Try again",
      );
    }
  }
  await control("start", "menu");
  for (const { page } of readers)
    await expect(page.getByRole("navigation", { name: CALLED.categories })).toBeVisible();
});
