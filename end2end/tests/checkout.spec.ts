// Checkout: place, cup, pickup time, price and waiting time; with scripts and without.

import { type Page } from "@playwright/test";
import {
  addToCart,
  CLIENT_URL,
  expect,
  expectAccessible,
  expectReflow,
  fetchOrder,
  fillCheckout,
  orderButton,
  placedOn,
  ROUND_THE_CLOCK,
  setHours,
  SIZES,
  tabTo,
  test,
  ticket,
  type Order,
} from "./support";

test.afterEach(() => setHours(ROUND_THE_CLOCK));

type Asked = Order & { cup?: string; pickup_at?: string; promised_at: string; dining: string };

const placedOrder = async (phone: Page) => (await fetchOrder((await placedOn(phone)).id)) as Asked;
const cup = (phone: Page, name: string | RegExp) => phone.getByRole("radio", { name });
const when = (phone: Page) => phone.getByLabel("언제 받으시나요?");

/** The upper end, in minutes, of the waiting time that the page promises. */
async function minutes(phone: Page): Promise<number> {
  const said = (await phone.locator(".promise").textContent()) ?? "";
  const [, from, to] = /(\d+)–(\d+)분 뒤/.exec(said) ?? [];
  expect(Number(from), said).toBeLessThan(Number(to));
  return Number(to);
}

for (const scripts of [true, false]) {
  const how = scripts ? "hydrated" : "without scripts";

  test(
    `an own cup is taken off every drink and the total at once, ${how}`,
    SIZES,
    async ({ newPhone }) => {
      const phone = await newPhone({ javaScriptEnabled: scripts });
      await addToCart(phone, "cafe-latte");
      await addToCart(phone, "plain-scone");
      await fillCheckout(phone);
      const price = orderButton(phone);
      const before = Number((await price.innerText()).replace(/\D/g, ""));
      await expect(phone.getByText("개인 컵 할인")).toBeHidden();
      await cup(phone, /개인 컵/).check();
      const after = (before - 300).toLocaleString("ko-KR");
      await expect(price).toHaveText(`${after}원 주문하기`, { useInnerText: true });
      await expect(phone.locator(".total")).toHaveText(`합계 ${after}원`, { useInnerText: true });
      await expect(
        phone.getByText("개인 컵 할인 (-300원)"),
        "on the drink and not on the scone",
      ).toHaveCount(1);
      await expect(phone.getByText("개인 컵 할인")).toBeVisible();
      await price.click();
      expect(await placedOrder(phone)).toMatchObject({
        cup: "own",
        total: before - 300,
        dining: "takeout",
      });
    },
  );

  test(`the cups that are offered depend on where it is drunk, ${how}`, async ({ newPhone }) => {
    const phone = await newPhone({ javaScriptEnabled: scripts });
    await addToCart(phone, "cafe-latte");
    await fillCheckout(phone);
    await expect(cup(phone, "일회용 컵")).toBeChecked();
    await expect(cup(phone, "매장 컵")).toHaveCount(0);
    await phone.getByLabel("매장", { exact: true }).check();
    await expect(cup(phone, "매장 컵")).toBeChecked();
    await expect(cup(phone, "일회용 컵")).not.toBeChecked();
    await orderButton(phone).click();
    expect(await placedOrder(phone)).toMatchObject({ cup: "store", dining: "here", total: 5_000 });
  });

  test(`a time is chosen, promised and on the ticket, ${how}`, async ({ newPhone, tablet }) => {
    const phone = await newPhone({ javaScriptEnabled: scripts });
    await addToCart(phone, "cafe-latte");
    await fillCheckout(phone, { name: "나중" });
    const slots = when(phone).locator("optgroup option");
    const [value, said] = [
      await slots.nth(1).getAttribute("value"),
      await slots.nth(1).innerText(),
    ];
    await when(phone).selectOption(value);
    await cup(phone, /개인 컵/).check();
    await orderButton(phone).click();
    const placed = await placedOrder(phone);
    expect([placed.pickup_at, placed.promised_at]).toEqual([value, value]);
    const card = ticket(tablet, placed.number);
    await expect(card.locator(".pickup")).toHaveText(`예약 · ${said}에 받기`);
    await expect(card.getByText("개인 컵", { exact: true })).toBeVisible();
  });
}

test("what takes no cup is not asked for one", async ({ phone }) => {
  await addToCart(phone, "plain-scone");
  await fillCheckout(phone);
  await expect(phone.getByRole("group", { name: /컵/ })).toHaveCount(0);
  await orderButton(phone).click();
  expect((await placedOrder(phone)).cup).toBeUndefined();
});

test("the estimate is a range and grows with the work ahead", async ({ phone, newPhone }) => {
  await addToCart(phone, "cafe-latte");
  await fillCheckout(phone);
  const before = await minutes(phone);
  await expect(phone.locator(".promise")).toHaveText(
    /\d\d:\d\d–\d\d:\d\d쯤 준비돼요\. 만들기 시작하기 전까지 취소할 수 있어요\.$/,
  );
  const other = await newPhone();
  await other.goto("/client/items/cafe-latte");
  await other.locator(".item-form[data-hydrated]").waitFor();
  await other.getByRole("spinbutton", { name: "수량" }).fill("30");
  await other.getByRole("button", { name: /담기$/ }).click();
  await fillCheckout(other);
  await orderButton(other).click();
  await placedOn(other);
  await expect(async () => {
    await phone.reload();
    expect(await minutes(phone)).toBeGreaterThan(before + 5);
  }).toPass();
});

test("a time that is gone is refused, chosen again, and nothing else is lost", async ({
  phone,
}) => {
  await addToCart(phone, "cafe-latte");
  await fillCheckout(phone, { name: "다시", note: "얼음 적게" });
  const key = await phone.locator("input[name=key]").inputValue();
  await cup(phone, /개인 컵/).check();
  await when(phone)
    .locator("optgroup option")
    .first()
    .evaluate((option: HTMLOptionElement) => {
      option.value = "2020-01-01T00:00:00Z";
      option.selected = true;
    });
  await orderButton(phone).click();
  await expect(phone.getByRole("alert")).toHaveAttribute("data-code", "slot_gone");
  await expect(phone.getByLabel(/^이름/)).toHaveValue("다시");
  await expect(phone.getByLabel(/^요청 사항/)).toHaveValue("얼음 적게");
  await expect(cup(phone, /개인 컵/)).toBeChecked();
  await expect(when(phone), "no other time is chosen for anybody").toHaveValue("");
  await orderButton(phone).click();
  await expect(phone, "the browser asks for one").toHaveURL(/\/client\/checkout/);
  await when(phone).selectOption("now");
  expect(await phone.locator("input[name=key]").inputValue(), "still the same order").toBe(key);
  await orderButton(phone).click();
  const placed = await placedOrder(phone);
  expect(placed).toMatchObject({ cup: "own", note: "얼음 적게", total: 4_700 });
  expect(placed.pickup_at).toBeUndefined();
});

test("a store that opens later today takes orders for then only", async ({ phone }) => {
  const hour = () =>
    Number(
      new Intl.DateTimeFormat("en", {
        timeZone: "Asia/Seoul",
        hour: "2-digit",
        hourCycle: "h23",
      }).format(new Date()),
    );
  test.skip(hour() === 3, "the business day ends at four: nothing is later today");
  let opens = 0;
  await addToCart(phone, "plain-scone");
  await expect(async () => {
    opens = (hour() + 1) % 24;
    await setHours(`${String(opens).padStart(2, "0")}:00-${String(opens + 2).padStart(2, "0")}:00`);
    await phone.goto("/client/checkout");
    await expect(phone.locator(".shut")).toBeVisible({ timeout: 500 });
    // The page may have been rendered before the surface got the new hours, and updated since.
    await expect(when(phone).locator('option[value="now"]')).toHaveCount(0, { timeout: 500 });
  }).toPass();
  await expect(when(phone)).toHaveValue("");
  await expect(phone.getByText("미리 주문할 수 있어요")).toBeVisible();
  const first = when(phone).locator("optgroup option").first();
  const value = await first.getAttribute("value");
  expect(new Date(value ?? "").getUTCHours()).toBe((opens + 24 - 9) % 24);
  await when(phone).selectOption(value);
  await orderButton(phone).click();
  expect((await placedOrder(phone)).pickup_at).toBe(value);
});

test("a button works out the price for browsers whose styles cannot follow a choice", async ({
  newPhone,
}) => {
  const phone = await newPhone({ javaScriptEnabled: false });
  await addToCart(phone, "cafe-latte");
  await fillCheckout(phone);
  await expect(phone.getByRole("button", { name: "다시 계산" }), "these can").toBeHidden();
  const key = await phone.locator("input[name=key]").inputValue();
  const form = {
    key,
    dining: "here",
    cup_here: "own",
    cup_takeout: "disposable",
    pickup: "now",
    name: "옛 휴대폰",
    note: "",
  };
  const headers = { accept: "text/html", origin: CLIENT_URL };
  const answer = await phone
    .context()
    .request.post("/client/api/checkout", { form, headers, maxRedirects: 0 });
  expect(answer.headers()["location"]).toBe("/client/checkout");
  await phone.goto("/client/checkout");
  await expect(phone.locator("main")).toHaveAttribute("data-cups", "own");
  await expect(phone.getByLabel(/^이름/)).toHaveValue("옛 휴대폰");
  await expect(orderButton(phone)).toHaveText("4,700원 주문하기", { useInnerText: true });
  expect(await phone.locator("input[name=key]").inputValue()).toBe(key);
});

test("forged cups and times are refused", async ({ phone }) => {
  await addToCart(phone, "cafe-latte");
  const send = async (more: Record<string, string>) => {
    const form = { key: "forged", dining: "takeout", shown_total: "5000", ...more };
    const answer = await phone.context().request.post("/client/api/orders", {
      form,
      headers: { accept: "application/json", origin: CLIENT_URL },
    });
    return ((await answer.json()) as { code: string }).code;
  };
  expect(await send({ cup_takeout: "store" })).toBe("cup_not_offered");
  expect(await send({ cup_takeout: "bucket" })).toBe("invalid_form");
  expect(await send({ cup_takeout: "own" }), "the discount was not shown").toBe("price_changed");
  expect(await send({ pickup: "soon" })).toBe("invalid_form");
  expect(await send({ pickup: "2020-01-01T00:00:00Z" })).toBe("slot_gone");
});

test("cup and time are chosen by keyboard", async ({ phone }) => {
  await addToCart(phone, "cafe-latte");
  await fillCheckout(phone);
  await tabTo(phone, cup(phone, "일회용 컵"));
  await phone.keyboard.press("ArrowDown");
  await expect(cup(phone, /개인 컵/)).toBeChecked();
  await tabTo(phone, when(phone));
  await phone.keyboard.press("ArrowDown");
  await expect(when(phone)).not.toHaveValue("now");
  await tabTo(phone, orderButton(phone));
  await phone.keyboard.press("Enter");
  expect((await placedOrder(phone)).cup).toBe("own");
});

test(
  "in large type a line has two buttons, and what need not be filled in is folded",
  SIZES,
  async ({ newPhone }) => {
    test.setTimeout(120_000);
    const phone = await newPhone();
    await phone
      .context()
      .addCookies([{ name: "easy", value: "true", url: `${CLIENT_URL}/client` }]);
    await addToCart(phone, "cafe-latte");
    await addToCart(phone, "cafe-latte");
    await phone.goto("/client/cart");
    await expect(phone.getByRole("listitem").getByRole("button")).toHaveCount(2);
    await expect(phone.getByRole("listitem").getByRole("link")).toHaveCount(0);
    await fillCheckout(phone);
    await expect(phone.getByLabel(/^요청 사항/)).toBeHidden();
    await phone.getByText("이름·요청 사항 쓰기").click();
    await phone.getByLabel(/^요청 사항/).fill("따뜻하게");
    await expectAccessible(phone);
    await expectReflow(phone);
    await orderButton(phone).click();
    expect((await placedOrder(phone)).note).toBe("따뜻하게");
  },
);

test("checkout with an own cup and a time that is gone is open to everyone", async ({ phone }) => {
  test.setTimeout(120_000);
  await addToCart(phone, "cafe-latte");
  await fillCheckout(phone);
  await cup(phone, /개인 컵/).check();
  await expectAccessible(phone);
  await expectReflow(phone);
});
