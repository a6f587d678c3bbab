// Reading the menu: categories, search, badges, and changes while it is open.

import { type Page } from "@playwright/test";
import {
  SIZES,
  addToCart,
  changeItem,
  expect,
  expectAccessible,
  expectReflow,
  fetchOrder,
  orderButton,
  placedOn,
  setItem,
  test,
  type Order,
} from "./support";

const ITEM = "cappuccino";

async function openMenu(phone: Page, address = "/client"): Promise<void> {
  await phone.goto(address);
  await phone.locator(".menu-live[data-hydrated]").waitFor({ state: "attached" });
}

const rows = (phone: Page) => phone.locator("[data-item]:visible");
const field = (phone: Page) => phone.getByRole("searchbox");

test.afterEach(async () => {
  await setItem(ITEM, "available");
  await changeItem(ITEM, {
    price_minor: 5000,
    name: { ko: "카푸치노", en: "Cappuccino" },
    new_until: null,
    served: [],
  });
});

test("the bar of categories stays, and marks the one that is read", SIZES, async ({ phone }) => {
  await openMenu(phone);
  const bar = phone.locator(".categories");
  const current = bar.locator("[aria-current]");
  await expect(current).toHaveText("커피");
  await bar.getByRole("link", { name: "티·에이드" }).click();
  await expect(current).toHaveText("티·에이드");
  await expect(bar).toBeInViewport({ ratio: 0.9 });
  await phone.locator("#bakery-dessert").evaluate((section) => section.scrollIntoView());
  await expect(current).toHaveText("베이커리·디저트");
  await expect(current, "in sight in the bar").toBeInViewport({ ratio: 0.99 });
  await phone.evaluate(() => window.scrollTo(0, 0));
  await expect(current).toHaveText("커피");
});

test("a name, a price, what is new and what is sold out are written over an open menu within 3 s", async ({
  phone,
}) => {
  await openMenu(phone);
  let loads = 0;
  phone.on("domcontentloaded", () => loads++);
  const row = phone.locator(`[data-item="${ITEM}"]`);
  const told = async (what: string, change: () => Promise<void>, text: string) => {
    await change();
    const start = performance.now();
    await expect(row).toContainText(text, { timeout: 3_000 });
    console.log(`      ${what}: ${Math.round(performance.now() - start)} ms`);
  };
  await told("price", () => changeItem(ITEM, { price_minor: 5300 }), "5,300원");
  await told(
    "name",
    () => changeItem(ITEM, { name: { ko: "큰 카푸치노", en: "Cappuccino grande" } }),
    "큰 카푸치노",
  );
  await told("new", () => changeItem(ITEM, { new_until: "2099-01-01T00:00:00Z" }), "신메뉴");
  await told("sold out", () => setItem(ITEM, "sold_out"), "품절");
  await expect(row.locator(".badge")).toHaveText(["품절", "신메뉴"]);
  await expect(row).toContainText("Cappuccino grande");
  await expect(phone.getByText("메뉴가 바뀌었어요."), "nothing came or went").toHaveCount(0);
  await field(phone).fill("큰 카푸");
  await expect(rows(phone), "the search knows the new name").toHaveCount(1);
  expect(loads).toBe(0);
});

test("an item with hours says until when, and outside of them is ordered ahead", async ({
  phone,
}) => {
  const hour = Number(
    new Intl.DateTimeFormat("en-US", {
      timeZone: "Asia/Seoul",
      hour: "numeric",
      hourCycle: "h23",
    }).format(),
  );
  const range = (from: number, to: number) => [
    `${String(from).padStart(2, "0")}:00-${String(to).padStart(2, "0")}:00`,
  ];
  await openMenu(phone);
  const row = phone.locator(`[data-item="${ITEM}"]`);
  await changeItem(ITEM, { served: range(hour, hour + 2) });
  await expect(row.locator('[data-kind="until"]')).toHaveText(/^~\d\d:00까지$/);
  const later = (hour + 3) % 24;
  await changeItem(ITEM, { served: range(later, later + 1) });
  await expect(row.locator('[data-kind="from"]')).toHaveText(/\d\d:00부터$/);
  await expect(row).not.toHaveAttribute("data-sold-out");
  await phone.goto(`/client/items/${ITEM}`);
  await expect(phone.locator(".hint")).toContainText(/\d\d:00부터 받을 수 있어요/);
  await addToCart(phone, ITEM);
  await phone.goto("/client/checkout");
  const pickup = phone.locator("select[name=pickup]");
  await expect(pickup.locator("option[value=now]"), "it is not served now").toHaveCount(0);
  await pickup.selectOption({ index: 1 });
  await orderButton(phone).click();
  const placed: Order & { pickup_at?: string } = await fetchOrder((await placedOn(phone)).id);
  const at = new Date(placed.pickup_at ?? "");
  expect(at.getUTCHours()).toBe((later + 24 - 9) % 24);
});

test(
  "items are found while one types: by a part, by initial consonants, in English, halfway",
  SIZES,
  async ({ phone }) => {
    await openMenu(phone);
    await expect(
      phone.getByRole("link", { name: "전체 메뉴 보기" }),
      "only where nothing is found",
    ).toBeHidden();
    const all = await rows(phone).count();
    for (const query of ["카페 라떼", "카페라", "ㅋㅍㄹㄸ", "caffe lat", "캎"]) {
      await field(phone).fill(query);
      await expect(phone.locator('[data-item="cafe-latte"]'), query).toBeVisible();
      await expect(phone.locator('[data-item="croissant"]'), query).toBeHidden();
      await expect(phone.locator(".found"), query).toHaveText(
        `메뉴 ${await rows(phone).count()}개를 찾았어요.`,
      );
    }
    await expect(
      phone.locator(".categories").getByRole("link", { name: "베이커리·디저트" }),
    ).toBeHidden();
    expect(new URL(phone.url()).searchParams.get("q")).toBe("캎");
    await expectReflow(phone);
    await field(phone).fill("없는메뉴");
    await expect(phone.locator(".found")).toHaveText("‘없는메뉴’에 맞는 메뉴가 없어요.");
    await expect(rows(phone)).toHaveCount(0);
    await expectAccessible(phone);
    await phone.getByRole("link", { name: "전체 메뉴 보기" }).click();
    await expect(rows(phone)).toHaveCount(all);
    await field(phone).fill("라떼");
    await phone.getByRole("link", { name: "검색어 지우기" }).click();
    await expect(rows(phone)).toHaveCount(all);
    await expect(field(phone)).toBeFocused();
    expect(new URL(phone.url()).search).toBe("");
  },
);

test("without scripts the search asks for a page", SIZES, async ({ newPhone }) => {
  const phone = await newPhone({ javaScriptEnabled: false });
  await phone.goto("/client");
  await field(phone).fill("ㄹㄸ");
  await phone.getByRole("button", { name: "검색" }).click();
  await expect(field(phone)).toHaveValue("ㄹㄸ");
  await expect(phone.locator('[data-item="cafe-latte"]')).toBeVisible();
  await expect(phone.locator('[data-item="croissant"]')).toBeHidden();
  await expect(phone.locator(".found")).toContainText("개를 찾았어요.");
  await field(phone).fill("라떼 100%+α");
  await phone.getByRole("button", { name: "검색" }).click();
  await expect(phone.locator(".found")).toContainText("맞는 메뉴가 없어요.");
  await phone.getByRole("link", { name: "전체 메뉴 보기" }).click();
  await expect(phone.locator('[data-item="croissant"]')).toBeVisible();
  await phone.getByRole("link", { name: "티·에이드" }).click();
  await expect(phone.locator("#tea-ade")).toBeInViewport();
});

test("the way back from an item leads to where one was", SIZES, async ({ phone }) => {
  await openMenu(phone);
  const tiramisu = phone.locator('[data-item="tiramisu"]');
  await tiramisu.scrollIntoViewIfNeeded();
  const before = await phone.evaluate(() => window.scrollY);
  await tiramisu.getByRole("link").click();
  await phone.locator(".item-form[data-hydrated]").waitFor({ state: "attached" });
  await phone.getByRole("link", { name: "뒤로" }).click();
  await expect(phone).toHaveURL(/\/client$/);
  await expect.poll(() => phone.evaluate(() => window.scrollY)).toBeCloseTo(before, -1);

  await phone.goto("/client/items/tiramisu");
  await phone.getByRole("link", { name: "뒤로" }).click();
  await expect(phone).toHaveURL(/\/client#item-tiramisu$/);
  await expect(tiramisu, "who came from elsewhere finds the item").toBeInViewport();
});

for (const scripts of [true, false]) {
  test(
    `easy mode shows the categories first, then one of them, ${scripts ? "hydrated" : "without scripts"}`,
    SIZES,
    async ({ newPhone }) => {
      const phone = await newPhone({ javaScriptEnabled: scripts });
      await phone
        .context()
        .addCookies([
          { name: "easy", value: "true", url: new URL("/client", process.env.CLIENT_URL).href },
        ]);
      await phone.goto("/client");
      await expect(phone.locator("html")).toHaveClass(/easy/);
      await expect(rows(phone)).toHaveCount(0);
      if (scripts) {
        await expectAccessible(phone);
        await expectReflow(phone);
      }
      const pick = phone.getByRole("navigation", { name: "무엇을 드릴까요?" });
      await expect(pick.getByRole("link")).toHaveCount(6);
      await pick.getByRole("link", { name: "티·에이드" }).click();
      await expect(phone.getByRole("heading")).toHaveText(["티·에이드"]);
      await expect(phone.locator('[data-item="chamomile"]')).toBeVisible();
      await phone.locator('[data-item="chamomile"]').getByRole("link").click();
      await phone.getByRole("link", { name: "뒤로" }).click();
      await expect(phone.locator('[data-item="chamomile"]')).toBeInViewport();
      await phone.getByRole("link", { name: /다른 종류 보기/ }).click();
      await field(phone).fill("ㅋㄹㅇㅅ");
      await phone.getByRole("button", { name: "검색" }).click();
      await expect(phone.locator('[data-item="croissant"]')).toBeVisible();
      await expect(rows(phone)).toHaveCount(1);
    },
  );
}

test("what was put into the cart is said, and gives the list back", async ({ phone }) => {
  await addToCart(phone, "tiramisu");
  await expect(phone.locator(".added")).toBeVisible();
  await expect(phone.locator(".added"), "it leaves").toBeHidden({ timeout: 8_000 });
});
