// A page that the browser translates: every text node is taken out and elements stand in its place, as Chrome does it. What changes
// afterwards is still seen.

import { type Page } from "@playwright/test";
import { addToCart, awake, changeItem, expect, move, order, setHours, setItem, setPaused, ROUND_THE_CLOCK, test, ticket } from "./support";

const ITEM = "cafe-latte";

async function translate(page: Page): Promise<void> {
  await page.evaluate(() => {
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const texts: Text[] = [];
    while (walker.nextNode()) texts.push(walker.currentNode as Text);
    for (const text of texts.filter((text) => text.data.trim() && !text.parentElement?.closest("script, style, textarea, [translate=no]"))) {
      const [outer, inner] = [document.createElement("font"), document.createElement("font")];
      inner.textContent = text.data;
      outer.append(inner);
      text.replaceWith(outer);
    }
  });
}

test.afterEach(async () => {
  await setItem(ITEM, "available");
  await changeItem(ITEM, { price_minor: 5000 });
  await setPaused(false);
  await setHours(ROUND_THE_CLOCK);
});

test("an order's page says where it is", async ({ phone }) => {
  const placed = await order(phone);
  await awake(phone);
  await translate(phone);
  const said = phone.locator(".progress-text");
  const before = await said.innerText();
  await move(placed.id, "accepted");
  await expect(said).not.toHaveText(before);
  await move(placed.id, "preparing", "ready");
  await expect(said).toContainText("준비");
});

test("an item's button says what is charged, and that it is sold out", async ({ phone }) => {
  await phone.goto(`/client/items/${ITEM}`);
  await phone.locator(".item-form[data-hydrated]").waitFor();
  await translate(phone);
  const button = phone.locator(".order-bar button.primary");
  await phone.getByRole("button", { name: "샷 추가 늘리기" }).click();
  await expect(button).not.toHaveText("5,000원 담기");
  await changeItem(ITEM, { price_minor: 5500 });
  await expect(phone.locator(".hint")).toHaveText("가격이 바뀌었어요.");
  await setItem(ITEM, "sold_out");
  await expect(button).toHaveText("품절");
});

for (const path of ["/client", `/client/items/${ITEM}`, "/client/cart", "/client/checkout"]) {
  test(`${path} says that ordering is paused, goes on, and is over for today`, async ({ phone }) => {
    await addToCart(phone);
    await phone.goto(path);
    await phone.locator(".ordering[data-hydrated]").first().waitFor({ state: "attached" });
    await translate(phone);
    const said = phone.locator(".ordering > p").first();
    await setPaused(true);
    await expect(said).toContainText("주문을 잠시 멈췄어요");
    if (path.endsWith("checkout")) await expect(phone.locator("[data-places]")).toBeDisabled();
    await setPaused(false);
    await expect(phone.locator(".shut:visible")).toHaveCount(0);
    if (path.endsWith("checkout")) await expect(phone.locator("[data-places]")).toBeEnabled();
    await setHours();
    await expect(said).toContainText("영업하지 않아요");
  });
}

test("the board counts, and says what is paused", async ({ phone, tablet }) => {
  const placed = await order(phone);
  await ticket(tablet, placed.number).waitFor();
  await translate(tablet);
  const count = tablet.getByRole("region", { name: "신규" }).locator(".count");
  const before = Number(await count.innerText());
  await order(phone);
  await expect(count).toHaveText(String(before + 1));
  await setHours();
  await expect(tablet.locator(".paused")).toContainText("영업하지 않아요");
});

test("an island that wakes after the page was translated follows all the same", async ({ phone }) => {
  const placed = await order(phone);
  let wake = () => {};
  const asleep = new Promise<void>((resolve) => (wake = resolve));
  await phone.route("**/*_bg.wasm", async (route) => {
    await asleep;
    await route.continue();
  });
  await phone.reload({ waitUntil: "domcontentloaded" });
  await translate(phone);
  wake();
  await awake(phone);
  await move(placed.id, "accepted", "preparing", "ready");
  await expect(phone.locator(".progress-text")).toContainText("준비");
});
