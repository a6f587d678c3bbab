// Test of the watch over the pages: a page that reports a fault fails its test, however it was
// opened.

import { CLIENT_URL, expect, test } from "./support";

test("what any page says on its console, throws or cannot load is noted", async ({
  browser,
  page,
  phone,
  faults,
}) => {
  faults.expect(/planted/);
  const own = await browser.newPage();
  await phone.goto("/client");
  const [opened] = await Promise.all([
    phone.waitForEvent("popup"),
    phone.evaluate(() => void window.open("/client/cart")),
  ]);
  for (const [index, each] of [own, page, phone, opened].entries()) {
    await each.goto(`${CLIENT_URL}/client/cart`);
    await each.evaluate((index) => {
      console.warn(`planted warning ${index}`);
      setTimeout(() => {
        throw new Error(`planted exception ${index}`);
      });
    }, index);
    await each.evaluate(
      (index) =>
        fetch(`http://127.0.0.1:9/planted-${index}`, { mode: "no-cors" }).catch(() => undefined),
      index,
    );
    await expect
      .poll(() =>
        ["warning", "exception"].every((what) =>
          faults.saw(new RegExp(`planted ${what} ${index}`)),
        ),
      )
      .toBe(true);
    await expect.poll(() => faults.saw(new RegExp(`planted-${index}`))).toBe(true);
  }
  await own.close();
});
