// An overloaded surface answers with a page that tries again, not with JSON.

import { OwnSurface } from "./support/surface";
import { everyReader, expect, faultsOf, test } from "./support";

test("a full surface answers a browser with a page in both languages and a script with the problem", async ({
  newPhone,
  faults,
}) => {
  faults.expect(faultsOf.status(503, /\/(client|favicon)/), faultsOf.lostConnection);
  const full = await OwnSurface.prepare();
  try {
    await full.start({ "max-in-flight": "0" });
    for (const { page, language } of await everyReader(newPhone)) {
      const start = performance.now();
      const answer = await page.goto(`${full.url}/client`);
      console.log(`      turned away after ${Math.round(performance.now() - start)} ms`);
      expect([answer?.status(), answer?.headers()["retry-after"]]).toEqual([503, "1"]);
      await expect(page.locator('section[lang="ko"]')).toContainText("지금 이용하는 사람이 많아요");
      await expect(page.locator('section[lang="en"]')).toContainText("We are very busy right now");
      if (language === "ko") await page.waitForEvent("domcontentloaded", { timeout: 10_000 });
    }
    const script = await fetch(`${full.url}/client/live/menu`, {
      headers: { accept: "text/event-stream" },
    });
    expect([script.status, script.headers.get("retry-after")]).toEqual([503, "1"]);
    expect(await script.json()).toMatchObject({ code: "overloaded" });
  } finally {
    await full.remove();
  }
});
