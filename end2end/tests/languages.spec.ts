// Every page in the reader's language: as rendered by the server and after hydration, by the
// browser's preference and by the reader's own choice.

import { type Page } from "@playwright/test";
import { CLIENT_URL, addToCart, awake, expect, faultsOf, fillCheckout, move, order, orderButton, placedOn, press, progress, test, ticket } from "./support";

/** Korean texts on a page in English, except those marked as Korean. */
async function korean(page: Page): Promise<string[]> {
  return page.locator("html").evaluate((html) => {
    const found: string[] = [];
    const note = (element: Element | null, text: string | null) => {
      if (text && /[ㄱ-ㆎ가-힣]/.test(text) && element?.closest("[lang]")?.getAttribute("lang") !== "ko") found.push(text.trim());
    };
    const texts = document.createTreeWalker(html, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) {
      if (!texts.currentNode.parentElement?.closest("script, style")) note(texts.currentNode.parentElement, texts.currentNode.textContent);
    }
    for (const element of html.querySelectorAll("*")) {
      for (const name of ["aria-label", "placeholder", "alt", "title"]) note(element, element.getAttribute(name));
    }
    return found;
  });
}

async function isEnglish(page: Page, title: RegExp): Promise<void> {
  await expect(page.locator("html")).toHaveAttribute("lang", "en");
  await expect(page).toHaveTitle(title);
  expect(await korean(page), page.url()).toEqual([]);
}

for (const scripts of [true, false]) {
  const how = scripts ? "hydrated" : "without scripts";

  test(`a reader of English finds nothing in Korean from the menu to the order, ${how}`, async ({ newPhone, faults }) => {
    faults.expect(faultsOf.status(404, /\/client\/nowhere/));
    const phone = await newPhone({ locale: "en-US", javaScriptEnabled: scripts });
    await phone.goto("/client");
    if (scripts) await phone.locator(".menu-live[data-hydrated]").waitFor({ state: "attached" });
    await isEnglish(phone, /./);
    await expect(phone.getByRole("link", { name: "My orders" })).toBeVisible();
    await expect(phone.locator('[data-item="cafe-latte"]')).toContainText("Caffè latte");
    await expect(phone.locator('[data-item="cafe-latte"] .price')).toContainText(/₩\d,\d{3}/);

    await phone.goto("/client/items/cafe-latte");
    if (scripts) await phone.locator(".item-form[data-hydrated]").waitFor();
    await isEnglish(phone, /^Caffè latte · /);
    // Only a button that follows the choices, by script, shows an amount.
    await expect(phone.getByRole("button", { name: scripts ? /^Add to cart · ₩\d,\d{3}$/ : /^Add to cart$/ })).toBeVisible();

    await addToCart(phone, "cafe-latte");
    await isEnglish(phone, /./);
    await phone.goto("/client/cart");
    await isEnglish(phone, /^Cart · /);
    await fillCheckout(phone, { name: "Jane" });
    await isEnglish(phone, /^Checkout · /);
    await expect(phone.getByText(/is ready around \d{1,2}:\d{2} [AP]M/)).toBeVisible();

    await orderButton(phone).click();
    const placed = await placedOn(phone);
    if (scripts) await awake(phone);
    await isEnglish(phone, /^Your order · /);
    await expect(progress(phone, "placed")).toContainText("We have received your order");
    await move(placed.id, "accepted", "preparing");
    await expect(progress(phone, "preparing"), "the feed speaks English too").toContainText("Your order is being made");
    await isEnglish(phone, /^Your order · /);

    for (const [path, title] of [["/client/orders", /^My orders · /], ["/client/settings", /^Settings · /], ["/client/nowhere", /^Not found · /]] as const) {
      await phone.goto(path);
      await isEnglish(phone, title);
    }
  });

  test(`one press on the menu changes the language, and it stays, ${how}`, async ({ newPhone }) => {
    const phone = await newPhone({ javaScriptEnabled: scripts });
    await phone.goto("/client");
    await expect(phone.locator("html")).toHaveAttribute("lang", "ko");
    await phone.getByRole("button", { name: "English" }).click();
    await isEnglish(phone, /./);
    await phone.goto("/client/items/americano");
    if (scripts) await phone.locator(".item-form[data-hydrated]").waitFor();
    await isEnglish(phone, /^Americano · /);

    await phone.goto("/client");
    await phone.getByRole("button", { name: "한국어" }).click();
    await expect(phone.locator("html")).toHaveAttribute("lang", "ko");
    await expect(phone.getByRole("link", { name: "내 주문" })).toBeVisible();
  });

  test(`language and large type are chosen on the settings page, ${how}`, async ({ newPhone }) => {
    const phone = await newPhone({ javaScriptEnabled: scripts });
    await phone.goto("/client");
    await phone.getByRole("link", { name: "설정" }).click();
    await expect(phone.getByRole("radio", { name: "한국어" })).toBeChecked();
    await expect(phone.getByRole("radio", { name: "보통" })).toBeChecked();
    await phone.getByRole("radio", { name: "English" }).check();
    await phone.getByRole("radio", { name: "큰 글씨" }).check();
    await phone.getByRole("button", { name: "저장" }).click();
    await expect(phone.getByRole("status")).toHaveText("Saved.");
    await expect(phone.getByRole("radio", { name: "Large type" })).toBeChecked();
    for (const path of ["/client/settings", "/client", "/client/cart"]) {
      await phone.goto(path);
      await expect(phone.locator("html"), path).toHaveClass("client easy");
      await isEnglish(phone, /./);
    }
    await phone.goto("/client/settings");
    await phone.getByRole("radio", { name: "Standard" }).check();
    await phone.getByRole("button", { name: "Save" }).click();
    await expect(phone.locator("html")).toHaveClass("client");
    await expect(phone.locator("html")).toHaveAttribute("lang", "en");
  });
}

test("the counter and its feed speak the language that staff choose", async ({ phone, tablet }) => {
  const choose = async (more: string, language: string) => {
    await tablet.locator(".bar").getByRole("button", { name: more, exact: true }).click();
    await tablet.getByRole("button", { name: language, exact: true }).click();
  };
  await choose("더 보기", "English");
  await expect(tablet.locator("html")).toHaveAttribute("lang", "en");
  await tablet.locator(".board[data-hydrated][data-live]").waitFor();
  const placed = await order(phone, { item: "cafe-latte" });
  const card = ticket(tablet, placed.number);
  await expect(card).toContainText("Caffè latte");
  await press(tablet, card.getByRole("button", { name: "Accept", exact: true }));
  await expect(tablet.getByRole("region", { name: "Making", exact: true }).locator(card)).toBeVisible();

  await choose("More", "한국어");
  await expect(tablet.locator("html")).toHaveAttribute("lang", "ko");
  await expect(card).toContainText("카페 라떼");
});

test("an order is followed in the language that is read when it is looked at", async ({ phone }) => {
  const placed = await order(phone, { item: "cafe-latte" });
  await expect(phone.locator(".receipt")).toContainText("카페 라떼");
  await phone.goto("/client");
  await phone.getByRole("button", { name: "English" }).click();
  await phone.goto(placed.url);
  await awake(phone);
  await isEnglish(phone, /^Your order · /);
  await expect(phone.locator(".receipt")).toContainText("Caffè latte");
});

test("settings that are none are refused, and lead nowhere else", async ({ phone }) => {
  await phone.goto("/client");
  const headers = { accept: "text/html", origin: CLIENT_URL };
  const post = (form: Record<string, string>) => phone.context().request.post("/client/api/settings", { form, headers, maxRedirects: 0 });
  const unknown = await post({ lang: "xx" });
  expect(unknown.headers()["location"]).toBe("/client/settings?problem=invalid_form");
  expect(unknown.headers()["set-cookie"] ?? "").not.toContain("lang=");
  for (const back of ["https://evil.example/", "//evil.example", "/admin"]) {
    expect((await post({ lang: "en", back })).headers()["location"], back).toBe("/client");
  }
});
