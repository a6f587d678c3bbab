// Requests that none of our pages sends, with a customer's cookies: each is refused with its stable
// code and changes nothing.

import { type APIResponse, type Page } from "@playwright/test";
import {
  CLIENT_URL,
  ROUND_THE_CLOCK,
  addToCart,
  expect,
  fetchOrder,
  orders,
  setHours,
  setItem,
  setPaused,
  test,
} from "./support";

const ADD = "/client/api/cart/add";
const ORDERS = "/client/api/orders";
/** Headers that a browser sends with a form from one of our own pages. */
const OWN = {
  origin: CLIENT_URL,
  "sec-fetch-site": "same-origin",
  referer: `${CLIENT_URL}/client/cart`,
};
const LATTE = {
  item: "cafe-latte",
  quantity: "1",
  "choice[temperature]": "hot",
  "choice[size]": "size-regular",
  "choice[beans]": "house-blend",
  "choice[milk]": "whole-milk",
};
const CHECKOUT = { key: "tampering-1", dining: "takeout", shown_total: "4500", name: "", note: "" };

type Form = Record<string, string>;

test.afterEach(async () => {
  await setItem("cappuccino", "available");
  await setPaused(false);
  await setHours(ROUND_THE_CLOCK);
});

function post(phone: Page, path: string, accept: string, form: Form): Promise<APIResponse> {
  return phone.context().request.post(path, { form, headers: { ...OWN, accept }, maxRedirects: 0 });
}

async function cart(phone: Page): Promise<string | undefined> {
  return (await phone.context().cookies(`${CLIENT_URL}/client`)).find(
    ({ name }) => name === "jumun_cart",
  )?.value;
}

/** Fills a customer's cart with a valid item. */
async function withCart(phone: Page): Promise<void> {
  await addToCart(phone, "americano");
}

/**
 * Sends the form as a page does and as a script does; both must be refused with `code` and change
 * nothing.
 */
async function refused(phone: Page, path: string, form: Form, code: string): Promise<void> {
  const [cartBefore, before] = [await cart(phone), (await orders()).length];
  const script = await post(phone, path, "application/json", form);
  expect(script.status(), code).toBeGreaterThanOrEqual(400);
  expect(await script.json(), JSON.stringify(form)).toMatchObject({ code });
  const page = await post(phone, path, "text/html", form);
  // A form with typed values is the answer itself, any other leads to its page.
  if (page.status() === 302) {
    await phone.goto(page.headers()["location"]);
    await expect(phone.getByRole("alert").first(), JSON.stringify(form)).toHaveAttribute(
      "data-code",
      code,
    );
  } else {
    expect(page.status()).toBe(script.status());
    expect(await page.text()).toContain(`role="alert" data-code="${code}"`);
  }
  expect(await cart(phone), "the cart is as it was").toBe(cartBefore);
  expect((await orders()).length, "no order was made").toBe(before);
}

const WRONG_LINES: [string, Form, string][] = [
  ["quantity 0", { quantity: "0" }, "invalid_quantity"],
  ["quantity 51", { quantity: "51" }, "invalid_quantity"],
  ["quantity 10⁹", { quantity: "1000000000" }, "invalid_quantity"],
  ["an unknown item", { item: "gold-latte" }, "unknown_item"],
  ["an unknown option", { "choice[size]": "size-bucket" }, "unknown_option"],
  ["an option of another item", { "count[tapioca-pearl]": "1" }, "unknown_option"],
  ["an option chosen and counted", { "count[size-regular]": "1" }, "doubled_option"],
  ["two of a pick-one group", { "count[size-large]": "1" }, "too_many_options"],
  ["too much of one option", { "count[shot]": "5" }, "invalid_option_quantity"],
  ["none of a required group", { "choice[size]": "" }, "too_few_options"],
];

for (const [what, change, code] of WRONG_LINES) {
  test(`adding ${what} is refused: ${code}`, async ({ phone }) => {
    await withCart(phone);
    await refused(phone, ADD, { ...LATTE, ...change }, code);
  });
}

test("adding without a required group, or what is sold out, is refused", async ({ phone }) => {
  await withCart(phone);
  const { "choice[size]": _, ...sizeless } = LATTE;
  await refused(phone, ADD, sizeless, "too_few_options");
  await setItem("cappuccino", "sold_out");
  await expect(async () => {
    const answer = await post(phone, ADD, "application/json", { ...LATTE, item: "cappuccino" });
    expect(await answer.json()).toMatchObject({ code: "item_sold_out" });
  }).toPass({ timeout: 3_000 });
  await refused(phone, ADD, { ...LATTE, item: "cappuccino" }, "item_sold_out");
});

test("what is no form of ours is refused as such", async ({ phone }) => {
  await withCart(phone);
  const items: Form[] = [
    { quantity: "-1" },
    { quantity: "many" },
    { "count[shot]": "-1" },
    { item: "../../etc" },
  ];
  for (const change of items) await refused(phone, ADD, { ...LATTE, ...change }, "invalid_form");
  const lines: Form[] = [{ quantity: "-1" }, { line: "" }, { line: "americano*1!americano*1" }];
  for (const change of lines) {
    await refused(
      phone,
      "/client/api/cart/quantity",
      { line: "americano*1", quantity: "2", ...change },
      "invalid_form",
    );
  }
  await refused(phone, ORDERS, { ...CHECKOUT, dining: "moon" }, "invalid_form");
  await refused(phone, ORDERS, { dining: "takeout" }, "invalid_form");

  const before = (await orders()).length;
  const bodies = [
    ["application/x-www-form-urlencoded", "%%%=&&&\u0000", "invalid_form"],
    ["application/x-www-form-urlencoded", "key[[[[=1&key]=2", "invalid_form"],
    ["application/json", JSON.stringify(CHECKOUT), "unsupported_media_type"],
    ["text/plain", "key=1", "unsupported_media_type"],
  ];
  for (const [type, data, code] of bodies) {
    const headers = { ...OWN, accept: "application/json", "content-type": type };
    const answer = await phone.context().request.post(ORDERS, { data, headers });
    expect(answer.status(), data).toBeGreaterThanOrEqual(400);
    expect(answer.status(), data).toBeLessThan(500);
    expect(await answer.json(), data).toMatchObject({ code });
  }
  expect((await orders()).length).toBe(before);
});

const FORGED_CARTS: [string, string][] = [
  ["americano*0", "empty_cart"],
  ["americano*1", "cart_changed"],
  ["americano*1000000000~hot~size-regular~house-blend", "cart_changed"],
  ["americano*1~hot~size-regular~house-blend~gold", "cart_changed"],
  ["americano*1~hot~hot~size-regular~house-blend", "cart_changed"],
  ["americano*1~hot~iced~size-regular~house-blend", "cart_changed"],
  ["americano*1~hot~size-regular~house-blend~shot*99", "cart_changed"],
  ["gold*1", "cart_changed"],
  ["americano*-1~hot~size-regular~house-blend", "empty_cart"],
  ["\u0001'; drop table orders; --", "empty_cart"],
];

test("a forged cart cookie is never ordered", async ({ phone }) => {
  await phone.goto("/client");
  const before = (await orders()).length;
  for (const [forged, code] of FORGED_CARTS) {
    await phone.context().addCookies([
      {
        name: "jumun_cart",
        value: encodeURIComponent(forged),
        domain: "127.0.0.1",
        path: "/client",
      },
    ]);
    const answer = await post(phone, ORDERS, "application/json", CHECKOUT);
    expect(await answer.json(), forged).toMatchObject({ code });
  }
  expect((await orders()).length).toBe(before);
});

test("a closed store and a pause take no orders", async ({ phone }) => {
  await withCart(phone);
  const eventually = (code: string) =>
    expect(async () => {
      const answer = await post(phone, ORDERS, "application/json", {
        ...CHECKOUT,
        note: "x".repeat(301),
      });
      expect(await answer.json()).toMatchObject({ code });
    }).toPass({ timeout: 3_000 });
  await setHours();
  await eventually("closed");
  await refused(phone, ORDERS, CHECKOUT, "closed");
  await setHours(ROUND_THE_CLOCK);
  await setPaused(true);
  await eventually("paused");
  await refused(phone, ORDERS, CHECKOUT, "paused");
  await setPaused(false);
  await eventually("note_too_long");
});

test("a name or note that is too long is refused, and 1 MB is not even read", async ({ phone }) => {
  await withCart(phone);
  await refused(phone, ORDERS, { ...CHECKOUT, note: "가".repeat(301) }, "note_too_long");
  await refused(phone, ORDERS, { ...CHECKOUT, name: "가".repeat(41) }, "name_too_long");
  await refused(phone, ORDERS, { ...CHECKOUT, note: "\u0000\u0007" }, "invalid_text");
  const before = (await orders()).length;
  const large = await post(phone, ORDERS, "text/html", {
    ...CHECKOUT,
    note: "x".repeat(1_000_000),
  });
  expect(large.status()).toBe(413);
  expect((await orders()).length).toBe(before);
});

test("a price from the browser is never charged", async ({ phone }) => {
  await withCart(phone);
  await refused(phone, ORDERS, { ...CHECKOUT, shown_total: "1" }, "price_changed");
  await refused(phone, ORDERS, { ...CHECKOUT, shown_total: "4500.0" }, "invalid_form");
  const price = {
    price: "1",
    total: "1",
    "lines[0][unit_price]": "1",
    menu_verified: "true",
    status: "completed",
  };
  await post(phone, ADD, "text/html", { ...LATTE, "choice[size]": "size-large", ...price });
  const answer = await post(phone, ORDERS, "text/html", {
    ...CHECKOUT,
    key: "priced",
    shown_total: "10200",
    ...price,
  });
  const id = answer.headers()["location"].split("/").pop() ?? "";
  expect(await fetchOrder(id)).toMatchObject({ total: 4_500 + 5_700, status: "placed" });
});

test("another site's page changes nothing", async ({ phone }) => {
  await withCart(phone);
  const before = (await orders()).length;
  const others: Form[] = [
    { origin: "https://evil.example", "sec-fetch-site": "cross-site" },
    { origin: "http://127.0.0.1:9", "sec-fetch-site": "same-site" },
    { origin: "http://127.0.0.1:9" },
    { origin: "null" },
  ];
  for (const headers of others) {
    for (const [path, form] of [
      [ADD, LATTE],
      [ORDERS, CHECKOUT],
      ["/client/api/cart/quantity", { line: "americano*1", quantity: "0" }],
    ] as const) {
      const answer = await phone.context().request.post(path, { form, headers });
      expect(answer.status(), `${path} ${JSON.stringify(headers)}`).toBe(403);
      expect(await answer.json()).toMatchObject({ code: "cross_site" });
    }
  }
  expect((await orders()).length).toBe(before);
  await phone.goto("/client/cart");
  await expect(phone.getByRole("listitem")).toHaveCount(1);
});
