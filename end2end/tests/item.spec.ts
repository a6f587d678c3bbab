// Choosing options: their rules, the price that will be charged, and changes of the menu meanwhile.

import { type Page } from "@playwright/test";
import {
  SIZES,
  addToCart,
  changeGroup,
  changeItem,
  expect,
  expectAccessible,
  expectReflow,
  faultsOf,
  setItem,
  setOption,
  test,
} from "./support";

const ITEM = "cafe-latte";

async function openItem(phone: Page, item = ITEM): Promise<void> {
  await phone.goto(`/client/items/${item}`);
  await phone.locator(".item-form[data-hydrated]").waitFor();
}

const button = (phone: Page) => phone.locator(".order-bar button.primary");
const hint = (phone: Page) => phone.locator(".order-bar .hint");
const option = (phone: Page, id: string) => phone.locator(`[data-option="${id}"]`);

test.afterEach(async () => {
  await setItem(ITEM, "available");
  await changeItem(ITEM, { price_minor: 5000 });
  for (const id of ["oat-milk", "whole-milk", "shot"]) await setOption(id, "available");
  await changeGroup("shots", { max: 4 });
  await changeGroup("tea-extras", { max: 3 });
});

test("an item's address says what it is", async ({ phone }) => {
  await openItem(phone);
  await expect(phone).toHaveTitle(/^카페 라떼 · /);
  const meta = (name: string) => phone.locator(`head meta[${name}]`);
  await expect(meta('property="og:title"')).toHaveAttribute("content", "카페 라떼");
  await expect(meta('name="description"')).toHaveAttribute("content", /스팀한 우유/);
  await expect(option(phone, "soy-milk")).toContainText("알레르기: 대두");
  await expect(option(phone, "shot")).toContainText("카페인 75mg");
});

test("price and caffeine follow the choice", SIZES, async ({ phone }) => {
  await openItem(phone);
  await expect(button(phone)).toHaveText("5,000원 담기");
  await phone.getByLabel(/라지/).check();
  await option(phone, "oat-milk").getByRole("radio").check();
  await phone.getByRole("button", { name: "샷 추가 늘리기" }).click();
  await phone.getByRole("button", { name: "샷 추가 늘리기" }).click();
  await expect(button(phone)).toHaveText("7,500원 담기");
  await expect(phone.locator(".caffeine")).toHaveText("고른 대로 카페인 최대 300mg");
  await phone.getByRole("button", { name: "수량 늘리기" }).click();
  await expect(button(phone)).toHaveText("15,000원 담기");
});

test("of a group that takes one option or none, one is picked and given up again", async ({
  phone,
  newPhone,
}) => {
  const tea = "earl-grey";
  await changeGroup("tea-extras", { max: 1 });
  const none = phone.locator("#group-tea-extras").getByRole("radio", { name: "선택 안 함" });
  await expect(async () => {
    await openItem(phone, tea);
    await expect(none).toBeChecked({ timeout: 500 });
  }).toPass();
  const plain = await button(phone).textContent();
  await option(phone, "honey").getByRole("radio").check();
  await expect(button(phone)).not.toHaveText(plain ?? "");
  await none.check();
  await expect(button(phone)).toHaveText(plain ?? "");

  const scriptless = await newPhone({ javaScriptEnabled: false });
  await addToCart(scriptless, tea);
  await scriptless.goto("/client/cart");
  await expect(scriptless.locator(".lines .chosen")).not.toContainText("꿀");
});

test("a price that changes is written over the page within 3 s, and nothing chosen is lost", async ({
  phone,
}) => {
  await openItem(phone);
  await phone.getByLabel(/라지/).check();
  await phone.getByRole("button", { name: "샷 추가 늘리기" }).click();
  await changeItem(ITEM, { price_minor: 5500 });
  const start = performance.now();
  await expect
    .poll(() => button(phone).textContent(), { timeout: 3_000, intervals: [50] })
    .toBe("6,800원 담기");
  console.log(`      price → button: ${Math.round(performance.now() - start)} ms`);
  await expect(hint(phone)).toHaveText("가격이 바뀌었어요.");
  await expect(phone.locator("[data-price]")).toHaveText("5,500원");
  await expect(phone.getByLabel(/라지/)).toBeChecked();
  await button(phone).click();
  await phone.goto("/client/cart");
  await expect(phone.locator(".total")).toContainText("6,800원");
});

test(
  "a chosen option that sells out stays chosen, says so, and the button leads to it",
  SIZES,
  async ({ phone }) => {
    await openItem(phone);
    const oat = option(phone, "oat-milk").getByRole("radio");
    await oat.check();
    await setOption("oat-milk", "sold_out");
    const start = performance.now();
    await expect
      .poll(() => hint(phone).textContent(), { timeout: 3_000, intervals: [50] })
      .toBe("고르신 ‘오트 밀크’, 방금 품절됐어요. 다른 것으로 바꿔 주세요.");
    console.log(`      option sold out → said: ${Math.round(performance.now() - start)} ms`);
    await expect(oat).toBeChecked();
    await expect(option(phone, "oat-milk")).toContainText("품절");
    await expectAccessible(phone);
    await expectReflow(phone);
    await expect(button(phone)).toHaveText("우유 다시 고르기");
    await button(phone).click();
    await expect(phone.locator("#group-milk[data-mend]")).toBeInViewport();
    await expect(option(phone, "whole-milk").getByRole("radio")).toBeFocused();
    await option(phone, "soy-milk").getByRole("radio").check();
    await expect(oat, "it cannot be chosen again").toBeDisabled();
    await expect(button(phone)).toHaveText("5,600원 담기");
    await setOption("oat-milk", "available");
    await expect(oat).toBeEnabled({ timeout: 3_000 });
    await expect(option(phone, "soy-milk").getByRole("radio")).toBeChecked();
  },
);

test(
  "the button names the group whose choice is missing, and goes there",
  SIZES,
  async ({ phone }) => {
    await setOption("whole-milk", "sold_out");
    await expect(async () => {
      await openItem(phone);
      await expect(button(phone)).toHaveText("우유 고르기", { timeout: 500 });
    }).toPass({ timeout: 3_000 });
    await expect(hint(phone), "nobody asked yet").toBeEmpty();
    await button(phone).click();
    await expect(hint(phone)).toHaveText("‘우유’에서 골라 주세요.");
    await expect(phone.locator("#group-milk[data-mend]")).toBeInViewport();
    await expect(option(phone, "low-fat-milk").getByRole("radio")).toBeFocused();
    await option(phone, "oat-milk").getByRole("radio").check();
    await button(phone).click();
    await expect(phone).toHaveURL(/added=1/);
  },
);

test("what is sold out while one chooses is said, and comes back with the choice", async ({
  phone,
}) => {
  await openItem(phone);
  await phone.getByLabel(/라지/).check();
  await setItem(ITEM, "sold_out");
  await expect(button(phone)).toHaveText("품절", { timeout: 3_000 });
  await expect(button(phone)).toBeDisabled();
  await expect(hint(phone)).toHaveText("지금은 품절이에요.");
  await setItem(ITEM, "available");
  await expect(button(phone)).toHaveText("5,700원 담기", { timeout: 3_000 });
});

test("an item that leaves the menu says so and leads back", async ({ phone }) => {
  await openItem(phone);
  await setItem(ITEM, "hidden");
  await expect(hint(phone)).toHaveText("이 메뉴는 이제 없어요.", { timeout: 3_000 });
  await phone.locator(".order-bar").getByRole("link", { name: "메뉴 보기" }).click();
  await expect(phone).toHaveURL(/\/client$/);
});

test("rules that change while one chooses are told, and a newer page keeps the choice", async ({
  phone,
}) => {
  await openItem(phone);
  await phone.getByLabel(/라지/).check();
  await phone.getByRole("button", { name: "샷 추가 늘리기" }).click();
  await changeGroup("shots", { max: 3 });
  await phone
    .locator(".order-bar")
    .getByRole("button", { name: "새로 보기" })
    .click({ timeout: 3_000 });
  await phone.locator(".item-form[data-hydrated]").waitFor();
  await expect(phone.getByLabel(/라지/)).toBeChecked();
  await expect(phone.getByRole("spinbutton", { name: "샷 추가" })).toHaveValue("1");
  await expect(button(phone)).toHaveText("6,300원 담기");
});

test("without scripts a refusal keeps what was chosen and says where to mend it", async ({
  newPhone,
  faults,
}) => {
  faults.expect(faultsOf.status(422, /\/client\/items\//));
  const phone = await newPhone({ javaScriptEnabled: false });
  await phone.goto(`/client/items/${ITEM}`);
  await phone.getByLabel(/라지/).check();
  await option(phone, "oat-milk").getByRole("radio").check();
  await setOption("oat-milk", "sold_out");
  await expect(async () => {
    const page = await phone.context().request.get(`/client/items/${ITEM}`);
    expect((await page.text()).split("품절").length).toBeGreaterThan(2);
  }).toPass({ timeout: 3_000 });
  await phone.getByRole("button", { name: /담기$/ }).click();
  await expect(phone.getByRole("alert")).toHaveAttribute("data-code", "option_sold_out");
  await expect(hint(phone)).toContainText("오트 밀크");
  await expect(phone.getByLabel(/라지/)).toBeChecked();
  await option(phone, "soy-milk").getByRole("radio").check();
  await phone.getByRole("button", { name: /우유 다시 고르기/ }).click();
  await expect(phone).toHaveURL(/added=1/);
});

for (const scripts of [true, false]) {
  test(
    `easy mode asks for what is needed and folds the rest, ${scripts ? "hydrated" : "without scripts"}`,
    SIZES,
    async ({ newPhone }) => {
      const phone = await newPhone({ javaScriptEnabled: scripts });
      await phone
        .context()
        .addCookies([
          { name: "easy", value: "true", url: new URL("/client", process.env.CLIENT_URL).href },
        ]);
      await phone.goto(`/client/items/${ITEM}`);
      if (scripts) {
        await phone.locator(".item-form[data-hydrated]").waitFor();
        await expectAccessible(phone);
        await expectReflow(phone);
      }
      await expect(option(phone, "shot")).toBeHidden();
      await expect(phone.locator(".order-bar .sum")).toHaveText("5,000원");
      await phone.locator("summary", { hasText: "더 고르기" }).click();
      await phone.getByRole("spinbutton", { name: "샷 추가" }).fill("2");
      await phone.getByRole("spinbutton", { name: "수량" }).fill("2");
      if (scripts) await expect(phone.locator(".order-bar .sum")).toHaveText("12,400원");
      await phone.getByRole("button", { name: "담기" }).click();
      await phone.goto("/client/cart");
      await expect(phone.locator(".total")).toContainText("12,400원");
    },
  );
}
