// Items' photos while requests for them fail.

import { type Locator, type Page } from "@playwright/test";
import { changeItem, drawPhoto, expect, faultsOf, setPhoto, test } from "./support";

const ITEM = "americano";
const PHOTOS = /\/client\/(thumbnails|pictures)\//;

const photo = (phone: Page) => phone.locator(`[data-item="${ITEM}"] img`);
const width = (image: Locator) => image.evaluate((image: HTMLImageElement) => image.naturalWidth);

/** Refuses the first requests for photos; counts all of them. */
async function refuse(phone: Page, times: number): Promise<{ asked: number }> {
  const seen = { asked: 0 };
  await phone.route(PHOTOS, (route) =>
    ++seen.asked <= times ? route.fulfill({ status: 503 }) : route.fallback(),
  );
  return seen;
}

test.beforeEach(async ({ phone }) => {
  await setPhoto(ITEM, await drawPhoto(phone));
  await expect
    .poll(async () => (await phone.context().request.get("/client")).text())
    .toMatch(PHOTOS);
});

test.afterEach(() => changeItem(ITEM, { picture: null }));

/** Advances the clock until this many requests have come: a page waits after each refusal. */
async function passUntil(phone: Page, seen: { asked: number }, times: number): Promise<void> {
  await expect
    .poll(
      async () => {
        if (seen.asked < times) await phone.clock.runFor(1_000);
        return seen.asked;
      },
      { intervals: [50] },
    )
    .toBe(times);
}

test("a photo that was refused is asked for again until it is there", async ({ phone, faults }) => {
  faults.expect(faultsOf.status(503, PHOTOS));
  await phone.clock.install();
  const seen = await refuse(phone, 2);
  await phone.goto("/client");
  await passUntil(phone, seen, 3);
  await expect.poll(() => width(photo(phone))).toBeGreaterThan(50);
  expect(seen.asked).toBe(3);
});

test("a photo that never comes is asked for four times", async ({ phone, faults }) => {
  faults.expect(faultsOf.status(503, PHOTOS));
  await phone.clock.install();
  const seen = await refuse(phone, Infinity);
  await phone.goto("/client");
  await passUntil(phone, seen, 4);
  await phone.clock.runFor(120_000);
  expect(seen.asked).toBe(4);
});
