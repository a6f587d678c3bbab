// All input is shown as text, never as markup, on every page of both surfaces: in every field,
// cookie, name and note.

import { type Page } from "@playwright/test";
import {
  ADMIN_URL,
  CLIENT_URL,
  MENU_URL,
  addToCart,
  changeItem,
  changeGroup,
  changeStore,
  counter,
  expect,
  faultsOf,
  order,
  test,
} from "./support";

const MARKUP = `</textarea></title>"><i id=pwn>`;
const TEXT = { ko: MARKUP, en: MARKUP };
const FIELDS = [
  "q",
  "date",
  "form",
  "field",
  "url",
  "cart",
  "key",
  "item",
  "line",
  "category",
  "saved",
  "placed",
  "removed",
  "again",
  "cursor",
  "problem",
  "request",
];
const QUERY = new URLSearchParams(FIELDS.map((field) => [field, MARKUP])).toString();

interface Menu {
  store: { name: unknown; address: unknown };
  items: { id: string; name: unknown; description: unknown }[];
  option_groups: { id: string; name: unknown }[];
}

let before: Menu;

test.beforeEach(async () => {
  before = (await (
    await fetch(`${MENU_URL}/api/v1/menu`, { headers: await counter("menu") })
  ).json()) as Menu;
  await changeStore({ name: TEXT, address: TEXT });
  await changeItem("americano", { name: TEXT, description: TEXT });
  await changeGroup("shots", { name: TEXT });
});

test.afterEach(async () => {
  const { name, address } = before.store;
  await changeStore({ name, address: address ?? { ko: "", en: "" } });
  const item = before.items.find(({ id }) => id === "americano");
  await changeItem("americano", {
    name: item?.name,
    description: item?.description ?? { ko: "", en: "" },
  });
  await changeGroup("shots", { name: before.option_groups.find(({ id }) => id === "shots")?.name });
});

/** Opens each path, as it is and with every query parameter set to markup. */
async function expectText(page: Page, url: string, paths: string[]): Promise<void> {
  for (const path of paths.flatMap((path) => [path, `${path}?${QUERY}`])) {
    await page.goto(`${url}${path}`);
    expect(await page.locator("#pwn").count(), path).toBe(0);
  }
}

test("no text is markup on any page of the customers'", async ({ phone, faults }) => {
  // The list has no page for such a cursor.
  faults.expect(/\/client\/orders\?/);
  const { id } = await order(phone, { name: MARKUP.slice(0, 20), note: MARKUP });
  await phone.goto("/client");
  await expect(phone, "the title is the name, letter by letter").toHaveTitle(MARKUP);
  await phone.context().addCookies(
    ["jumun_cart", "jumun_shown", "lang", "easy"].map((name) => ({
      name,
      value: encodeURIComponent(MARKUP),
      domain: "127.0.0.1",
      path: "/client",
    })),
  );
  const checkout = { key: id, name: MARKUP, note: `${MARKUP} &lt;3`, dining: "here" };
  await expectText(phone, CLIENT_URL, [
    "/client",
    "/client/items/americano",
    "/client/orders",
    `/client/orders/${id}`,
    "/client/ready",
    "/client/settings",
    "/client/cart",
    "/client/offline",
  ]);
  await addToCart(phone);
  await phone.context().addCookies([
    {
      name: "jumun_checkout",
      value: encodeURIComponent(JSON.stringify(checkout)),
      domain: "127.0.0.1",
      path: "/client",
    },
  ]);
  await expectText(phone, CLIENT_URL, ["/client/cart", "/client/checkout"]);
  await expect(phone.locator("textarea")).toHaveValue(checkout.note);
});

test("no text is markup on any page of the counter's", async ({ phone, newTablet, faults }) => {
  faults.expect(faultsOf.status(422, /\/admin\//), faultsOf.status(404, /\/admin\//));
  const { id } = await order(phone, { name: MARKUP.slice(0, 20), note: MARKUP });
  const tablet = await newTablet();
  await expectText(tablet, ADMIN_URL, [
    "/admin",
    "/admin/orders",
    `/admin/orders/${id}`,
    `/admin/orders/${id}/slip`,
    "/admin/day",
    "/admin/walk-in",
    "/admin/store",
    "/admin/poster",
    "/admin/printers",
    "/admin/people",
    "/admin/system",
    "/admin/menu",
    "/admin/menu/csv",
    "/admin/menu/items/americano",
    "/admin/menu/items/new",
    "/admin/menu/groups/shots",
    "/admin/menu/groups/shots/options/shot",
    "/admin/menu/categories/coffee",
    "/admin/preview",
    "/admin/preview/items/americano",
  ]);
  await tablet.goto("/admin/menu/items/americano");
  await expect(tablet.locator("textarea").first()).toHaveValue(MARKUP);
  // Forms that are refused come back with the typed values.
  await tablet.goto("/admin/store");
  const special = tablet.getByLabel("특별한 날");
  await special.fill(`\n${MARKUP} &lt;3`);
  await tablet.getByRole("button", { name: "저장" }).click();
  await expect(tablet.getByRole("alert")).toBeVisible();
  await expect(tablet).toHaveURL(`${ADMIN_URL}/admin/store`);
  await expect(special).toHaveValue(`\n${MARKUP} &lt;3`);
  await tablet.goto("/admin/printers");
  const printer = tablet.locator("details.printer");
  if (!(await printer.evaluate((details: HTMLDetailsElement) => details.open)))
    await printer.locator("summary").click();
  await printer.getByLabel("이름").fill(MARKUP);
  await printer.getByLabel(/^주소/).fill(MARKUP);
  await printer.getByRole("button", { name: "저장" }).click();
  await expect(tablet.getByRole("alert")).toBeVisible();
  await expect(tablet).toHaveURL(`${ADMIN_URL}/admin/printers`);
  await expect(printer.getByLabel("이름")).toHaveValue(MARKUP);
  expect(await tablet.locator("#pwn").count()).toBe(0);
});
