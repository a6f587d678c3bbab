// A phone and a tablet side by side: a change on one shows on the other within a second, without a
// reload.

import { type Page } from "@playwright/test";
import {
  awake,
  expect,
  fillCheckout,
  addToCart,
  orderButton,
  placedOn,
  press,
  progress,
  test,
  ticket,
} from "./support";

const LIMIT_MS = 1_000;

/** Counts the documents that a page loads from now on. */
function loads(page: Page): () => number {
  let count = 0;
  page.on("domcontentloaded", () => count++);
  return () => count;
}

/** Waits until the change is visible, at most for the limit, and prints the time it took. */
async function within(
  what: string,
  seen: (options: { timeout: number }) => Promise<void>,
): Promise<void> {
  const start = performance.now();
  await seen({ timeout: LIMIT_MS });
  console.log(`      ${what}: ${Math.round(performance.now() - start)} ms`);
}

test("an order is on the board, and every step of it on the phone, within a second", async ({
  phone,
  tablet,
}) => {
  const tabletLoads = loads(tablet);
  await addToCart(phone, "cafe-latte");
  await fillCheckout(phone, { name: "민지", note: "얼음 적게" });
  const acknowledged = phone.waitForResponse((response) =>
    response.url().endsWith("/client/api/orders"),
  );
  const before = await tablet.locator("article").count();
  await orderButton(phone).click();
  await acknowledged;
  await within("placed → board", (limit) =>
    expect(tablet.locator("article")).toHaveCount(before + 1, limit),
  );

  const { number } = await placedOn(phone);
  const card = ticket(tablet, number);
  await expect(card).toContainText("민지");
  await expect(card).toContainText("얼음 적게");
  await awake(phone);

  const phoneLoads = loads(phone);
  const steps = [
    ["접수", "accepted", "매장에서 주문을 확인했어요"],
    ["제조 시작", "preparing", "주문하신 메뉴를 만들고 있어요"],
    ["준비 완료", "ready", "준비됐어요! 카운터에서 받아 가세요"],
    ["되돌리기", "preparing", "주문하신 메뉴를 만들고 있어요"],
    ["준비 완료", "ready", "준비됐어요! 카운터에서 받아 가세요"],
    ["전달 완료", "completed", "수령 완료. 맛있게 드세요"],
  ] as const;
  for (const [button, status, words] of steps) {
    await press(tablet, card.getByRole("button", { name: button, exact: true }));
    await within(`${button} → ${status} on the phone`, (limit) =>
      expect(progress(phone, status)).toContainText(words, limit),
    );
  }

  const done = tablet.getByRole("region", { name: "최근 전달" });
  await press(tablet, done.getByRole("button", { name: `${number} 되돌리기`, exact: true }));
  await within("recalled → ready on the phone", (limit) =>
    expect(progress(phone, "ready")).toBeVisible(limit),
  );
  await expect(card).toHaveAttribute("data-status", "ready");
  expect(tabletLoads(), "the board was never reloaded").toBe(0);
  expect(phoneLoads(), "the order's page was never reloaded").toBe(0);
});
