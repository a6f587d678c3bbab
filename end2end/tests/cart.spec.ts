// The cart, and that every page shows the same price.

import { type Locator, type Page } from "@playwright/test";
import {
  addToCart,
  CALLED,
  CLIENT_URL,
  expect,
  expectAccessible,
  expectReflow,
  faultsOf,
  fetchOrder,
  fillCheckout,
  orderButton,
  placedOn,
  SIZES,
  test,
} from "./support";
import { changeItem, setAvailability } from "./support/kitchen";

test.afterEach(async () => {
  await changeItem("cafe-latte", { price_minor: 5_000 });
  await setAvailability("items", "cafe-latte", "available");
  await setAvailability("items", "plain-scone", "available");
  for (const option of ["shot", "size-large"])
    await setAvailability("options", option, "available");
});

const latteOf = (phone: Page) => phone.getByRole("listitem").filter({ hasText: "카페 라떼" });
const ACCEPT = { name: "바뀐 내용으로 계속" };

/** Reloads the cart until it shows a change of the menu. */
async function openUntil(phone: Page, shown: (phone: Page) => Locator): Promise<void> {
  await expect(async () => {
    await phone.goto("/client/cart");
    await expect(shown(phone)).toBeVisible({ timeout: 500 });
  }).toPass({ timeout: 5_000 });
}

/** Adds a latte with an extra shot, as the form on its page sends it. */
async function addLatte(phone: Page, more: Record<string, string> = {}): Promise<void> {
  const form = {
    item: "cafe-latte",
    quantity: "1",
    "choice[temperature]": "hot",
    "choice[size]": "size-large",
    "choice[beans]": "house-blend",
    "choice[milk]": "whole-milk",
    "count[shot]": "1",
    ...more,
  };
  const answer = await phone.context().request.post("/client/api/cart/add", {
    form,
    headers: { accept: "text/html", origin: CLIENT_URL },
    maxRedirects: 0,
  });
  expect(answer.headers()["location"]).toMatch(/added=1|\/client\/cart$/);
}

test(
  "the cart survives a reload and a new tab, and its quantities can be changed",
  SIZES,
  async ({ phone }) => {
    await addToCart(phone, "cafe-latte");
    await addToCart(phone, "cafe-latte");
    await addToCart(phone, "americano");
    await phone.goto("/client/cart");
    const latte = (page = phone) => page.getByRole("listitem").filter({ hasText: "카페 라떼" });
    await expect(latte().getByLabel("수량"), "the same choice twice is one line").toHaveText("2");
    await phone.reload();
    await expect(phone.getByRole("listitem")).toHaveCount(2);

    const tab = await phone.context().newPage();
    await tab.goto("/client/cart");
    await latte(tab).getByRole("button", { name: "하나 늘리기" }).click();
    await expect(latte(tab).getByLabel("수량")).toHaveText("3");
    await expect(latte(tab).locator(".price")).toHaveText("15,000원");
    await phone.reload();
    await expect(latte().getByLabel("수량")).toHaveText("3");
    await phone
      .getByRole("listitem")
      .filter({ hasText: "아메리카노" })
      .getByRole("button", { name: "빼기" })
      .click();
    await expect(phone.getByRole("listitem")).toHaveCount(1);
    await expect(phone.getByText("합계")).toHaveText("합계 15,000원");
  },
);

test("more than fifty of one thing are refused in words, and the fifty stay", async ({
  phone,
  faults,
}) => {
  faults.expect(faultsOf.status(422, /\/client\/items\//));
  await addToCart(phone, "americano");
  await phone.goto("/client/cart");
  const form = {
    line: await phone.locator('input[name="line"]').first().inputValue(),
    quantity: "50",
  };
  await phone.context().request.post("/client/api/cart/quantity", {
    form,
    headers: { accept: "text/html", origin: CLIENT_URL },
  });
  await phone.goto("/client/items/americano");
  await phone.getByRole("button", { name: CALLED.add }).click();
  await expect(phone.getByRole("alert")).toHaveText("같은 메뉴는 한 번에 50개까지 담을 수 있어요.");
  await phone.goto("/client/cart");
  await expect(
    phone.getByRole("listitem").filter({ hasText: "아메리카노" }).getByLabel("수량"),
  ).toHaveText("50");
});

test("a second order holds nothing of the first", async ({ phone }) => {
  await addToCart(phone, "cafe-latte");
  await phone.goto("/client/checkout");
  await orderButton(phone).click();
  await placedOn(phone);
  await addToCart(phone, "espresso");
  await phone.goto("/client/checkout");
  await orderButton(phone).click();
  const { lines } = await fetchOrder((await placedOn(phone)).id);
  expect(lines.map((line) => `${line.item_id} ${line.quantity}`)).toEqual(["espresso 1"]);
});

test(
  "the live price of an item is the price in the cart, at checkout and of the order",
  SIZES,
  async ({ phone }) => {
    await phone.goto("/client/items/cafe-latte");
    await phone.locator(".item-form[data-hydrated]").waitFor();
    const add = phone.getByRole("button", { name: /담기$/ });
    await expect(add).toHaveText("5,000원 담기");
    await phone.getByLabel(/라지/).check();
    await expect(add).toHaveText("5,700원 담기");
    await phone.getByLabel(/두유/).check();
    await expect(add).toHaveText("6,300원 담기");
    await phone.getByRole("button", { name: "샷 추가 늘리기" }).click();
    await phone.getByRole("button", { name: "샷 추가 늘리기" }).click();
    await expect(add).toHaveText("7,500원 담기");
    await phone.getByRole("button", { name: "수량 늘리기" }).click();
    await phone.getByRole("button", { name: "수량 늘리기" }).click();
    await expect(add).toHaveText("22,500원 담기");
    await add.click();

    await expect(phone.getByRole("link", { name: /장바구니 보기/ })).toContainText("22,500원");
    await phone.goto("/client/cart");
    await expect(phone.getByText("합계")).toHaveText("합계 22,500원");
    await phone.getByRole("link", { name: "주문하러 가기" }).click();
    await expect(orderButton(phone)).toHaveText("22,500원 주문하기", { useInnerText: true });
    await orderButton(phone).click();
    const placed = await placedOn(phone);
    await expect(phone.getByRole("region", { name: "주문 내용" })).toContainText("22,500원");
    const { total, lines } = await fetchOrder(placed.id);
    expect(total).toBe(22_500);
    const options = lines[0].options.map((option) => `${option.option_id} ${option.quantity}`);
    expect(options).toEqual(expect.arrayContaining(["size-large 1", "soy-milk 1", "shot 2"]));
  },
);

for (const scripts of [true, false]) {
  const how = scripts ? "hydrated" : "without scripts";

  test(
    `another price is shown line by line and accepted with one press, ${how}`,
    SIZES,
    async ({ newPhone }) => {
      const phone = await newPhone({ javaScriptEnabled: scripts });
      await addToCart(phone, "cafe-latte");
      await addToCart(phone, "americano");
      await changeItem("cafe-latte", { price_minor: 5_300 });
      await openUntil(phone, (phone) => phone.locator('[data-change="price"]'));
      await expect(latteOf(phone).locator(".change")).toHaveText("5,000원 → 5,300원");
      await expect(phone.locator("[data-change]"), "the other line is as it was").toHaveCount(1);
      await expect(phone.getByRole("link", { name: "주문하러 가기" })).toHaveCount(0);
      await phone.goto("/client/checkout");
      await expect(phone, "checkout shows the same first").toHaveURL(/\/client\/cart$/);

      await latteOf(phone).getByRole("button", { name: "하나 늘리기" }).click();
      await expect(latteOf(phone).locator(".change"), "one more agrees to nothing").toHaveText(
        "5,000원 → 5,300원",
      );
      await phone.getByRole("button", ACCEPT).click();
      await expect(phone).toHaveURL(/\/client\/checkout$/);
      await expect(orderButton(phone)).toHaveText("15,100원 주문하기", { useInnerText: true });
      await phone.goto("/client/cart");
      await expect(phone.locator("[data-change]")).toHaveCount(0);
    },
  );

  test(`a price that changes while checkout is open is refused, shown, and loses nothing typed, ${how}`, async ({
    newPhone,
  }) => {
    const phone = await newPhone({ javaScriptEnabled: scripts });
    await addToCart(phone, "cafe-latte");
    await fillCheckout(phone, { name: "가을", note: "천천히" });
    await phone.getByLabel("매장", { exact: true }).check();
    await changeItem("cafe-latte", { price_minor: 5_400 });
    await orderButton(phone).click();
    await expect(phone.getByRole("alert")).toHaveAttribute("data-code", "price_changed");
    await expect(latteOf(phone).locator(".change")).toHaveText("5,000원 → 5,400원");
    await phone.getByRole("button", ACCEPT).click();
    await expect(phone.getByLabel(/^이름/)).toHaveValue("가을");
    await expect(phone.getByLabel(/^요청 사항/)).toHaveValue("천천히");
    await expect(phone.getByLabel("매장", { exact: true })).toBeChecked();
    await orderButton(phone).click();
    expect(await fetchOrder((await placedOn(phone)).id)).toMatchObject({
      total: 5_400,
      note: "천천히",
    });
  });
}

test("an extra that sold out is left out, and an item that is gone leaves, when that is accepted", async ({
  phone,
}) => {
  await phone.goto("/client");
  await addLatte(phone);
  await addToCart(phone, "plain-scone");
  await setAvailability("options", "shot", "sold_out");
  await setAvailability("items", "plain-scone", "hidden");
  await openUntil(phone, (phone) => phone.locator('[data-change="leaves"]'));
  await expect(latteOf(phone)).toHaveAttribute("data-change", "without");
  await expect(latteOf(phone).locator('[data-option="shot"]')).toHaveText(
    "샷 추가: 품절 · 빼고 주문해요",
  );
  await expect(latteOf(phone)).toContainText("6,300원 → 5,700원");
  await expect(latteOf(phone).getByRole("link", { name: "다시 고르기" })).toBeVisible();
  const scone = phone.locator('[data-change="leaves"]');
  await expect(scone).toContainText("스콘");
  await expect(scone).toContainText("계속하면 빠져요");
  await phone.getByRole("button", ACCEPT).click();
  await expect(orderButton(phone)).toHaveText("5,700원 주문하기", { useInnerText: true });
  await orderButton(phone).click();
  const { lines } = await fetchOrder((await placedOn(phone)).id);
  expect(lines.map((line) => line.item_id)).toEqual(["cafe-latte"]);
  expect(lines[0].options.map((option) => option.option_id)).not.toContain("shot");
});

test("what must be chosen is chosen by the customer, or taken out", async ({ phone }) => {
  await phone.goto("/client");
  await addLatte(phone);
  await addToCart(phone, "americano");
  await setAvailability("options", "size-large", "sold_out");
  await openUntil(phone, (phone) => phone.locator('[data-change="choose"]'));
  await expect(phone.getByRole("button", ACCEPT)).toHaveCount(0);
  await expect(latteOf(phone).getByRole("link", { name: "다시 고르기" })).toHaveAttribute(
    "href",
    /^\/client\/items\/cafe-latte\?line=cafe-latte\*1~/,
  );
  await latteOf(phone).getByRole("button", { name: "빼기" }).click();
  await expect(phone.getByRole("link", { name: "주문하러 가기" })).toBeVisible();
});

test("only what was shown is accepted", async ({ phone }) => {
  await addToCart(phone, "cafe-latte");
  await changeItem("cafe-latte", { price_minor: 5_300 });
  await openUntil(phone, (phone) => phone.locator('[data-change="price"]'));
  await changeItem("cafe-latte", { price_minor: 9_900 });
  const other = await phone.context().newPage();
  await openUntil(other, (page) => page.getByText("5,000원 → 9,900원"));
  await phone.getByRole("button", ACCEPT).click();
  await expect(phone, "the newer price is shown first").toHaveURL(/\/client\/cart$/);
  await expect(latteOf(phone).locator(".change")).toHaveText("5,000원 → 9,900원");
});

for (const scripts of [true, false]) {
  test(`a line that was taken out can be put back, ${scripts ? "hydrated" : "without scripts"}`, async ({
    newPhone,
  }) => {
    const phone = await newPhone({ javaScriptEnabled: scripts });
    await addToCart(phone, "cafe-latte");
    await addToCart(phone, "cafe-latte");
    await phone.goto("/client/cart");
    await latteOf(phone).getByRole("button", { name: "빼기", exact: true }).click();
    await expect(phone.getByText("장바구니가 비어 있어요.")).toBeVisible();
    await expect(phone.getByRole("status")).toHaveText("장바구니에서 뺐어요: 카페 라떼");
    await phone.getByRole("button", { name: "되돌리기" }).click();
    await expect(latteOf(phone).getByLabel("수량")).toHaveText("2");
  });
}

test("a line that is chosen anew keeps its place", async ({ phone }) => {
  await phone.goto("/client");
  await addLatte(phone);
  await addToCart(phone, "americano");
  await phone.goto("/client/cart");
  const href =
    (await latteOf(phone).getByRole("link", { name: "옵션 바꾸기" }).getAttribute("href")) ?? "";
  const line = new URL(href, CLIENT_URL).searchParams.get("line") ?? "";
  await addLatte(phone, { line, quantity: "3", "choice[size]": "size-regular" });
  await phone.goto("/client/cart");
  const names = await phone.getByRole("listitem").locator("strong").allTextContents();
  expect(names).toEqual(["카페 라떼", "아메리카노"]);
  await expect(latteOf(phone).getByLabel("수량")).toHaveText("3");
  await expect(latteOf(phone)).toContainText("레귤러");
});

test("a cart is kept for a week, and what it was last shown at with it", async ({ phone }) => {
  await addToCart(phone, "cafe-latte");
  const cookies = await phone.context().cookies(`${CLIENT_URL}/client`);
  const days = (name: string) =>
    ((cookies.find((cookie) => cookie.name === name)?.expires ?? 0) - Date.now() / 1_000) / 86_400;
  for (const name of ["jumun_cart", "jumun_shown"]) {
    expect(days(name), name).toBeGreaterThan(6.9);
    expect(days(name), name).toBeLessThan(7.1);
  }
});

test("a cart that changed is open to everyone", async ({ phone }) => {
  test.setTimeout(120_000);
  await phone.goto("/client");
  await addLatte(phone);
  await addLatte(phone, { "count[shot]": "0" });
  await addToCart(phone, "plain-scone");
  await changeItem("cafe-latte", { price_minor: 5_300 });
  await setAvailability("options", "shot", "sold_out");
  await setAvailability("items", "plain-scone", "hidden");
  await openUntil(phone, (phone) => phone.locator('[data-change="leaves"]'));
  await expectAccessible(phone);
  await expectReflow(phone);
});
