// The public screen: the orders' numbers, and nothing else of them, for everyone in the room.

import { type Page } from "@playwright/test";
import {
  control,
  endOpen,
  expect,
  expectAccessible,
  faultsOf,
  move,
  order,
  test,
  type Placed,
} from "./support";
import { listen, placeFor } from "./support/heard";

const TV = { width: 1920, height: 1080 };
const TABLET = { width: 1080, height: 1920 };
/**
 * Minimum height of the digits, as a fraction of the screen's smaller side, to be read across a
 * room.
 */
const LEAST_READY = 0.08;
const LEAST_PREPARING = 0.055;

const ready = (screen: Page) =>
  screen.getByRole("region", { name: "준비 완료" }).getByRole("listitem");
const preparing = (screen: Page) =>
  screen.getByRole("region", { name: "준비 중" }).getByRole("listitem");

/** Ends the orders that other tests left open, so that the screen shows the newest numbers. */
test.beforeEach(() => endOpen());

test.afterEach(async () => control("start", "order"));

async function open(screen: Page): Promise<void> {
  await screen.goto("/client/ready");
  await screen.locator(".live-feed[data-hydrated]").waitFor({ state: "attached" });
}

test("numbers come, move over and go by themselves, and no name is there", async ({
  phone,
  newPhone,
}) => {
  const screen = await newPhone({ viewport: TV, isMobile: false });
  await open(screen);
  const placed: Placed = await order(phone, { name: "민지비밀", note: "요청비밀" });
  await move(placed.id, "accepted");
  await expect(preparing(screen)).toHaveText([String(placed.number)]);
  await move(placed.id, "preparing", "ready");
  await expect(ready(screen)).toHaveText([String(placed.number)]);
  await expect(ready(screen)).toHaveClass(/fresh/);
  await expect(preparing(screen)).toHaveCount(0);
  const page = await screen.content();
  for (const secret of ["민지비밀", "요청비밀", placed.id]) expect(page).not.toContain(secret);
  await expectAccessible(screen);
  await move(placed.id, "completed");
  await expect(ready(screen)).toHaveCount(0);
});

test("a number is spoken once it is ready, where that was switched on, and only then", async ({
  phone,
  newPhone,
}) => {
  const screen = await newPhone({ viewport: TV, isMobile: false });
  const heard = await listen(screen);
  await phone.goto("/client");
  await open(screen);
  const silent = await placeFor(phone);
  await move(silent.id, "accepted", "preparing", "ready");
  await expect(ready(screen)).toHaveText([String(silent.number)]);
  expect(heard.spoken).toEqual([]);
  await ready(screen).evaluate((cell) => cell.setAttribute("data-first", ""));

  await screen.getByRole("button", { name: "번호를 소리로 부르기" }).click();
  const loud = await placeFor(phone);
  await move(loud.id, "accepted", "preparing", "ready");
  await expect(ready(screen)).toHaveText([String(loud.number), String(silent.number)]);
  await expect(ready(screen).last(), "what was there before did not move").toHaveAttribute(
    "data-first",
  );
  const call = { text: `${loud.number}번 손님, 준비되었습니다.`, lang: "ko" };
  await expect.poll(() => heard.spoken).toEqual([call]);
  await move(silent.id, "completed");
  await expect(ready(screen)).toHaveText([String(loud.number)]);
  expect(heard.spoken).toEqual([call]);
});

for (const size of [TV, TABLET]) {
  test(`at ${size.width}×${size.height} numbers are large, all in sight, and what does not fit is counted`, async ({
    phone,
    newPhone,
  }) => {
    test.setTimeout(120_000);
    await phone.goto("/client");
    for (let nth = 0; nth < 24; nth++) {
      const { id } = await placeFor(phone);
      await move(id, "accepted", "preparing");
      if (nth < 10) await move(id, "ready");
    }
    const screen = await newPhone({ viewport: size, isMobile: false, deviceScaleFactor: 1 });
    await open(screen);
    await expect(ready(screen)).toHaveCount(8);
    await expect(preparing(screen)).toHaveCount(12);
    await expect(screen.getByRole("region", { name: "준비 완료" })).toContainText("외 2건");
    await expect(screen.getByRole("region", { name: "준비 중" })).toContainText("외 2건");
    for (const [column, least] of [
      [".calls-ready", LEAST_READY],
      [".calls-preparing", LEAST_PREPARING],
    ] as const) {
      // In one call: an event of the feed could arrive between two.
      const fits = await screen.evaluate(
        (column) =>
          [...document.querySelectorAll(`${column} li`)].map((element) => {
            const [box, font] = [
              element.getBoundingClientRect(),
              parseFloat(getComputedStyle(element).fontSize),
            ];
            const inside =
              box.top >= 0 && box.left >= 0 && box.bottom <= innerHeight && box.right <= innerWidth;
            return {
              inside:
                inside && element.scrollWidth <= element.clientWidth && font <= box.height * 1.05,
              digits: font * 0.7,
            };
          }),
        column,
      );
      expect(fits.length).toBeGreaterThan(0);
      for (const { inside, digits } of fits) {
        expect(inside).toBe(true);
        expect(digits).toBeGreaterThan(least * Math.min(size.width, size.height));
      }
    }
    expect(
      await screen.evaluate(
        () =>
          document.documentElement.scrollHeight <= innerHeight &&
          document.documentElement.scrollWidth <= innerWidth,
      ),
    ).toBe(true);
  });
}

test("with scripts off the screen refreshes itself", async ({ phone, newPhone }) => {
  const screen = await newPhone({
    viewport: TV,
    isMobile: false,
    javaScriptEnabled: false,
    locale: "en-US",
  });
  await screen.goto("/client/ready");
  await phone.goto("/client");
  const placed = await placeFor(phone);
  await move(placed.id, "accepted", "preparing", "ready");
  await expect(screen.getByRole("region", { name: "Ready" }).getByRole("listitem")).toHaveText([
    String(placed.number),
  ]);
  await expect(screen.getByRole("button")).toHaveCount(0);
});

test("while the order service is down the screen keeps its numbers and says how old they are", async ({
  phone,
  newPhone,
  faults,
}) => {
  faults.expect(faultsOf.lostConnection);
  const screen = await newPhone({ viewport: TV, isMobile: false });
  await phone.goto("/client");
  const placed = await placeFor(phone);
  await move(placed.id, "accepted", "preparing", "ready");
  await open(screen);
  await expect(ready(screen)).toHaveText([String(placed.number)]);
  const stale = screen.locator('[data-condition="calls-stale"]');
  await expect(stale).toBeHidden();
  await control("kill", "order");
  await expect(stale).toContainText("번호예요");
  await expect(ready(screen)).toHaveText([String(placed.number)]);
  await expectAccessible(screen);
  await screen.reload();
  await expect(ready(screen), "a screen that is opened meanwhile").toHaveText([
    String(placed.number),
  ]);
  await expect(stale).toBeVisible();
  await control("start", "order");
  await expect(stale).toBeHidden();

  await screen.context().setOffline(true);
  await expect(stale, "and without a network of its own").toContainText("연결이 끊겨");
  await screen.context().setOffline(false);
  await expect(stale).toBeHidden();
});
