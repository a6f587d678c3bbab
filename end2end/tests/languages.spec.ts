// Every page in the reader's language: as rendered by the server and after hydration, by the
// browser's preference and by the reader's own choice.

import { type Page } from "@playwright/test";
import {
  CLIENT_URL,
  STAFF_PIN,
  addToCart,
  awake,
  counterPages,
  expect,
  faultsOf,
  fillCheckout,
  move,
  order,
  orderButton,
  placedOn,
  press,
  progress,
  tabletOptions,
  test,
  ticket,
  typePin,
} from "./support";

/** Elements of the counter's pages with texts as people wrote them. */
const WRITTEN =
  '.who, .found .what, .note, .wish, .order-head h2 small, .audit small, .audit code, .audit strong, .story span, [aria-label="Sales by item"] li > span';

/** Korean texts on a page in English, except those marked as Korean, and `names`. */
async function korean(page: Page, names: string[]): Promise<string[]> {
  return page.locator("html").evaluate(
    (html, [names, written]) => {
      const found: string[] = [];
      const note = (element: Element | null, text: string | null) => {
        const own = names.reduce((rest, name) => rest.replaceAll(name, ""), text ?? "");
        if (
          !/[ㄱ-ㆎ가-힣]/.test(own) ||
          element?.closest("[lang]")?.getAttribute("lang") === "ko" ||
          element?.closest(written)
        )
          return;
        found.push(own.trim());
      };
      const texts = document.createTreeWalker(html, NodeFilter.SHOW_TEXT);
      while (texts.nextNode()) {
        if (!texts.currentNode.parentElement?.closest("script, style"))
          note(texts.currentNode.parentElement, texts.currentNode.textContent);
      }
      for (const element of html.querySelectorAll("*")) {
        for (const name of ["aria-label", "placeholder", "alt", "title"])
          note(element, element.getAttribute(name));
      }
      return found;
    },
    [names, WRITTEN] as const,
  );
}

async function isEnglish(page: Page, title: RegExp, names: string[] = []): Promise<void> {
  await expect(page.locator("html")).toHaveAttribute("lang", "en");
  await expect(page).toHaveTitle(title);
  expect(await korean(page, names), page.url()).toEqual([]);
}

for (const scripts of [true, false]) {
  const how = scripts ? "hydrated" : "without scripts";

  test(`a reader of English finds nothing in Korean from the menu to the order, ${how}`, async ({
    newPhone,
    faults,
  }) => {
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
    await expect(
      phone.getByRole("button", { name: scripts ? /^Add to cart · ₩\d,\d{3}$/ : /^Add to cart$/ }),
    ).toBeVisible();

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
    await expect(progress(phone, "preparing"), "the feed speaks English too").toContainText(
      "Your order is being made",
    );
    await isEnglish(phone, /^Your order · /);

    for (const [path, title] of [
      ["/client/orders", /^My orders · /],
      ["/client/settings", /^Settings · /],
      ["/client/nowhere", /^Not found · /],
    ] as const) {
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
  await expect(
    tablet.getByRole("region", { name: "Making", exact: true }).locator(card),
  ).toBeVisible();

  await choose("More", "한국어");
  await expect(tablet.locator("html")).toHaveAttribute("lang", "ko");
  await expect(card).toContainText("카페 라떼");
});

test("staff who read English find nothing in Korean on any page but names", async ({
  phone,
  newTablet,
}) => {
  test.setTimeout(120_000);
  const placed = await order(phone, { item: "cafe-latte" });
  await move(placed.id, "accepted");
  const tablet = await newTablet({ locale: "en-US" });
  await tablet.goto("/admin/people");
  const people = await tablet
    .locator(".people input[name=name]")
    .evaluateAll((inputs) => inputs.map((input) => (input as HTMLInputElement).value));
  const devices = await tablet.locator(".people li > strong").allTextContents();
  const names = [...people, ...devices, "관리자", "주방", "바"].toSorted(
    (one, other) => other.length - one.length,
  );
  for (const path of ["/admin", "/admin/system", ...counterPages(placed.id)]) {
    await tablet.goto(path);
    if (path === "/admin")
      await tablet.locator(".board[data-hydrated][data-live] article").first().waitFor();
    if (path === "/admin/system") await tablet.locator(".system[data-hydrated]").waitFor();
    await isEnglish(tablet, /./, names);
  }
});

test("staff choose English at sign-in, and it lasts on the board and on the locked tablet", async ({
  browser,
  faults,
}) => {
  const context = await browser.newContext(tabletOptions);
  faults.watch(context, "tablet");
  const tablet = await context.newPage();
  const isBoard = () => tablet.locator(".board[data-hydrated][data-live]").waitFor();
  await tablet.goto("/admin");
  await expect(tablet.getByRole("heading", { name: "직원 로그인" })).toBeVisible();
  await tablet.getByRole("button", { name: "English" }).click();
  await isEnglish(tablet, /^Staff sign-in/);
  await typePin(tablet, "000002", "Sign in");
  await expect(tablet.getByRole("alert")).toHaveText("That is not the PIN.");
  await typePin(tablet, STAFF_PIN, "Sign in");
  await isBoard();
  await isEnglish(tablet, /^Order board/, ["관리자"]);

  await tablet.locator(".bar").getByRole("button", { name: "More", exact: true }).click();
  await tablet.getByRole("button", { name: "Lock", exact: true }).click();
  await expect(tablet.getByRole("form", { name: "Locked screen" })).toBeVisible();
  await isBoard();
  await isEnglish(tablet, /^Order board/);
  await tablet.getByRole("button", { name: "한국어" }).click();
  await expect(tablet.getByRole("form", { name: "잠긴 화면" })).toBeVisible();
  await isBoard();
  await tablet.getByRole("button", { name: "English" }).click();
  await typePin(tablet, STAFF_PIN, "Sign in");
  await isBoard();
  await isEnglish(tablet, /^Order board/, ["관리자"]);
  await context.close();
});

test("an order is followed in the language that is read when it is looked at", async ({
  phone,
}) => {
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
  const post = (form: Record<string, string>) =>
    phone.context().request.post("/client/api/settings", { form, headers, maxRedirects: 0 });
  const unknown = await post({ lang: "xx" });
  expect(unknown.headers()["location"]).toBe("/client/settings?problem=invalid_form");
  expect(unknown.headers()["set-cookie"] ?? "").not.toContain("lang=");
  for (const back of ["https://evil.example/", "//evil.example", "/admin"]) {
    expect((await post({ lang: "en", back })).headers()["location"], back).toBe("/client");
  }
});
