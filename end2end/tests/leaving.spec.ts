// Whoever presses a button and leaves at once has decided: by a link, a reload, a closed tab, a tablet that falls asleep. What could not
// be sent is said not to be done.

import { type Page } from "@playwright/test";
import { addToCart, awake, CALLED, expect, faultsOf, fetchOrder, move, order, type Status, test, ticket } from "./support";

type Leave = (page: Page) => Promise<unknown>;

/** Each leaves in the very task of the press, or right behind it. */
const WAYS: Record<string, { inside?: "link" | "reload" | "form"; then?: Leave }> = {
  "a link": { inside: "link", then: (page) => page.waitForURL("**/admin/orders") },
  "a reload": { inside: "reload", then: (page) => page.locator(".board[data-hydrated]").waitFor() },
  "a panel's form": { inside: "form", then: (page) => page.waitForLoadState() },
  "a closed tab": { then: (page) => page.close() },
  "a tablet that falls asleep": {
    then: async (page) => (await page.context().newCDPSession(page)).send("Page.setWebLifecycleState", { state: "frozen" }),
  },
};

/** Presses in the page itself, so that nothing is waited for between the press and the way out. */
async function pressAndLeave(page: Page, number: number, label: string, reason: string | undefined, way: keyof typeof WAYS): Promise<void> {
  const { inside, then } = WAYS[way];
  if (reason) await ticket(page, number).getByRole("button", { name: label, exact: true }).click();
  const button = ticket(page, number).getByRole("button", { name: reason ?? label, exact: true });
  await button.evaluate((pressed, inside) => {
    (pressed as HTMLElement).click();
    if (inside === "link") document.querySelector<HTMLElement>('a[href="/admin/orders"]')?.click();
    if (inside === "form") document.querySelector<HTMLElement>('form[action="/admin/api/store/wait"] button')?.click();
    if (inside === "reload") location.reload();
  }, inside);
  await then?.(page);
}

const STEPS: { label: string; reason?: string; from: Status[]; to: Status }[] = [
  { label: "접수", from: [], to: "accepted" },
  { label: "거절", reason: "곧 영업을 마쳐요", from: [], to: "rejected" },
  { label: "제조 시작", from: ["accepted"], to: "preparing" },
  { label: "취소", reason: "곧 영업을 마쳐요", from: ["accepted"], to: "cancelled" },
  { label: "준비 완료", from: ["accepted", "preparing"], to: "ready" },
  { label: "전달 완료", from: ["accepted", "preparing", "ready"], to: "completed" },
];

for (const way of Object.keys(WAYS)) {
  test(`what is pressed on the board is done although it is left by ${way}`, async ({ phone, newTablet }) => {
    test.setTimeout(120_000);
    for (const { label, reason, from, to } of STEPS) {
      const placed = await order(phone);
      await move(placed.id, ...from);
      const tablet = await newTablet();
      await tablet.goto("/admin");
      await tablet.locator(".board[data-hydrated][data-live]").waitFor();
      await ticket(tablet, placed.number).waitFor();
      await pressAndLeave(tablet, placed.number, label, reason, way);
      await expect.poll(async () => (await fetchOrder(placed.id)).status, label).toBe(to);
    }
  });
}

test("without a network a press is said not to be done, and is not done later", async ({ phone, tablet, faults }) => {
  faults.expect(faultsOf.lostConnection);
  const placed = await order(phone);
  const accept = ticket(tablet, placed.number).getByRole("button", { name: "접수", exact: true });
  await accept.waitFor();
  await tablet.context().setOffline(true);
  await accept.click();
  await expect(tablet.locator(".problem")).toContainText("처리되지 않았으니");
  await tablet.context().setOffline(false);
  await tablet.locator(".board[data-live]").waitFor();
  expect((await fetchOrder(placed.id)).status).toBe("placed");
});

test("what a customer presses is done or plainly not done, although they leave at once", async ({ phone }) => {
  const placed = await order(phone);
  await awake(phone);
  await phone.getByRole("button", { name: CALLED.cancel }).evaluate((button) => {
    (button as HTMLElement).click();
    location.reload();
  });
  await phone.waitForURL("**/client/orders/*");
  await phone.goto(placed.url);
  const { status } = await fetchOrder(placed.id);
  await expect(phone.locator(".progress")).toHaveAttribute("data-status", status);
});

test("a cart that is left at once has what its page says", async ({ phone }) => {
  await addToCart(phone);
  await phone.goto("/client/cart");
  await phone.locator(".amount button").last().evaluate((button) => {
    (button as HTMLElement).click();
    location.assign("/client");
  });
  await phone.waitForURL("**/client*");
  await phone.goto("/client/cart");
  await expect(phone.locator(".amount span").first()).toHaveText(/^[12]$/);
});
