// A page that the browser translates: every text node is replaced by elements, as Chrome does it.
// Later changes must still be visible on every page that updates itself: each page is a row of the
// table, with its changes and how they show.

import { type Page } from "@playwright/test";
import {
  addToCart,
  changeItem,
  endOpen,
  expect,
  faultsOf,
  fetchOrder,
  move,
  order,
  orderAgain,
  press,
  setHours,
  setItem,
  setOption,
  setPaused,
  setWait,
  ROUND_THE_CLOCK,
  test,
  ticket,
} from "../tests/support";
import { removePrinters, setUpPrinter, StandIn } from "../tests/support/printer";

const ITEM = "cafe-latte";

async function translate(page: Page): Promise<void> {
  await page.evaluate(() => {
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const texts: Text[] = [];
    while (walker.nextNode()) texts.push(walker.currentNode as Text);
    for (const text of texts.filter(
      (text) =>
        text.data.trim() && !text.parentElement?.closest("script, style, textarea, [translate=no]"),
    )) {
      const [outer, inner] = [document.createElement("font"), document.createElement("font")];
      inner.textContent = text.data;
      outer.append(inner);
      text.replaceWith(outer);
    }
  });
}

/** A change, and how it shows on the page without a reload. */
type Change = [
  happens: string,
  act: (page: Page, order: string) => Promise<unknown>,
  seen: (page: Page) => Promise<unknown>,
];

interface Place {
  page: string;
  /** Opens the page; returns the id of the order that it shows, if any. */
  open: (page: Page) => Promise<unknown>;
  awake: string;
  changes: Change[];
}

const says = (selector: string, words: string | RegExp) => (page: Page) =>
  expect(page.locator(selector).first()).toContainText(words);
const goTo = (path: string) => (page: Page) => page.goto(path);
const withCart = (path: string) => async (page: Page) => {
  await addToCart(page, ITEM);
  await page.goto(path);
};

const SIGN = ".ordering > p:first-child";
const HOURS: Change[] = [
  ["staff pause", () => setPaused(true), says(SIGN, "주문을 잠시 멈췄어요")],
  [
    "staff go on",
    () => setPaused(false),
    (page) => expect(page.locator(".shut:visible")).toHaveCount(0),
  ],
  ["the store closes for the day", () => setHours(), says(SIGN, "영업하지 않아요")],
  [
    "it opens again",
    () => setHours(ROUND_THE_CLOCK),
    (page) => expect(page.locator(".shut:visible")).toHaveCount(0),
  ],
];

const row = `[data-item="${ITEM}"]`;
const button = ".order-bar button.primary";
const list = "form.ordered:has(#items-americano)";

const ON_PHONES: Place[] = [
  {
    page: "the menu",
    open: goTo("/client"),
    awake: ".menu-live[data-hydrated]",
    changes: [
      ["a price changes", () => changeItem(ITEM, { price_minor: 5500 }), says(row, "5,500원")],
      [
        "a name changes",
        () => changeItem(ITEM, { name: { ko: "아주 라떼", en: "Caffè latte" } }),
        says(row, "아주 라떼"),
      ],
      ["it is sold out", () => setItem(ITEM, "sold_out"), says(row, "품절")],
      [
        "something is looked for",
        (page) => page.getByRole("searchbox").fill("모카"),
        says(".found", /\d+/),
      ],
      [
        "nothing is found",
        (page) => page.getByRole("searchbox").fill("없는것"),
        says(".found", "없는것"),
      ],
      ...HOURS,
    ],
  },
  {
    page: "an item",
    open: goTo(`/client/items/${ITEM}`),
    awake: ".item-form[data-hydrated]",
    changes: [
      [
        "a shot is added",
        (page) => page.getByRole("button", { name: "샷 추가 늘리기" }).click(),
        says(button, "5,600원"),
      ],
      [
        "two are wanted",
        (page) => page.locator(".order-bar [data-step='1']").click(),
        says(button, "11,200원"),
      ],
      [
        "the price changes",
        () => changeItem(ITEM, { price_minor: 5500 }),
        says("[data-price]", "5,500원"),
      ],
      [
        "an option is sold out",
        () => setOption("oat-milk", "sold_out"),
        says('[data-option="oat-milk"]', "품절"),
      ],
      ["the item is sold out", () => setItem(ITEM, "sold_out"), says(button, "품절")],
      ...HOURS,
    ],
  },
  {
    page: "the cart",
    open: withCart("/client/cart"),
    awake: ".live-feed[data-hydrated]",
    changes: HOURS,
  },
  {
    page: "checkout",
    open: withCart("/client/checkout"),
    awake: ".live-feed[data-hydrated]",
    changes: [
      [
        "staff quote longer times",
        () => setWait(1200),
        says(".ordering .notice:visible", "다시 계산"),
      ],
      [
        "staff pause",
        () => setPaused(true),
        (page) => expect(page.locator("[data-places]")).toBeDisabled(),
      ],
      [
        "staff go on",
        () => setPaused(false),
        (page) => expect(page.locator("[data-places]")).toBeEnabled(),
      ],
      ...HOURS,
    ],
  },
  {
    page: "an order",
    open: async (page) => (await order(page)).id,
    awake: ".progress[data-hydrated]",
    changes: [
      ["it is accepted", (_, id) => move(id, "accepted"), says(".progress-text", "확인했어요")],
      [
        "sound is switched on",
        (page) => page.locator(".bell button").click(),
        (page) => expect(page.locator(".bell [data-on]")).not.toBeEmpty(),
      ],
      [
        "the same phone orders once more",
        async (_, id) => orderAgain(await fetchOrder(id), { accept_within_s: 600, hold_s: 600 }),
        says(".open-orders", /\d+/),
      ],
      ["it is ready", (_, id) => move(id, "preparing", "ready"), says(".progress-text", "준비")],
      [
        "it is handed over",
        (_, id) => move(id, "completed"),
        (page) => expect(page.locator(".progress")).toHaveAttribute("data-status", "completed"),
      ],
    ],
  },
  {
    page: "an order that is turned down",
    open: async (page) => (await order(page)).id,
    awake: ".progress[data-hydrated]",
    changes: [["staff say why", (_, id) => move(id, "rejected"), says(".progress-reason", /./)]],
  },
  {
    page: "the phone's orders",
    open: async (page) => {
      const { id } = await order(page);
      await page.goto("/client/orders");
      return id;
    },
    awake: ".live-feed[data-hydrated]",
    changes: [
      [
        "one is ready",
        (_, id) => move(id, "accepted", "preparing", "ready"),
        says(".under-way li", "준비됐어요"),
      ],
      [
        "another one is placed",
        async (_, id) => orderAgain(await fetchOrder(id), { accept_within_s: 600, hold_s: 600 }),
        (page) => expect(page.locator(".under-way li")).toHaveCount(2),
      ],
      [
        "the network is gone",
        (page) => page.context().setOffline(true),
        says(".under-way .notice:visible", /./),
      ],
      [
        "and is there again",
        (page) => page.context().setOffline(false),
        (page) => expect(page.locator(".under-way .notice:visible")).toHaveCount(0),
      ],
    ],
  },
  {
    page: "the screen of numbers",
    open: async (page) => {
      await endOpen();
      const { id } = await order(page);
      await move(id, "accepted");
      await page.goto("/client/ready");
      return id;
    },
    awake: ".live-feed[data-hydrated]",
    changes: [
      ["one is ready", (_, id) => move(id, "preparing", "ready"), says(".calls-ready li", /\d/)],
      [
        "the network is gone",
        (page) => page.context().setOffline(true),
        says("[data-condition='calls-stale']:visible", /./),
      ],
      [
        "and is there again",
        (page) => page.context().setOffline(false),
        (page) => expect(page.locator("[data-condition='calls-stale']")).toBeHidden(),
      ],
      [
        "it is handed over",
        (_, id) => move(id, "completed"),
        (page) => expect(page.locator(".calls-ready li")).toHaveCount(0),
      ],
    ],
  },
];

const BOARD = ".board[data-hydrated][data-live]";
const lane = (name: string) => `section[aria-label="${name}"]`;
const cardOf = async (page: Page, id: string) => ticket(page, (await fetchOrder(id)).number);

/** Pages of the tablet; the phone has placed an order before. */
const ON_TABLETS: Place[] = [
  {
    page: "the board",
    open: async (page) => {
      await setUpPrinter("바", { address: "127.0.0.1:9" } as StandIn);
      await page.goto("/admin");
    },
    awake: BOARD,
    changes: [
      [
        "it is accepted",
        async (page, id) =>
          press(page, (await cardOf(page, id)).getByRole("button", { name: "접수", exact: true })),
        says(`${lane("제조")} .count`, "1"),
      ],
      [
        "another one is placed",
        async (_, id) => orderAgain(await fetchOrder(id), { accept_within_s: 600, hold_s: 600 }),
        says(`${lane("신규")} .count`, "1"),
      ],
      ["and to be made", async (_, id) => move(id, "preparing"), says(".all-day li", "아메리카노")],
      [
        "staff look at the reasons",
        async (page) =>
          page
            .locator(`${lane("신규")} .ticket`)
            .getByRole("button", { name: "거절" })
            .click(),
        says(".reasons", "곧 영업을 마쳐요"),
      ],
      [
        "and turn it down",
        (page) => press(page, page.getByRole("button", { name: "곧 영업을 마쳐요" })),
        says(".undo", "거절"),
      ],
      [
        "and take that back",
        (page) => press(page, page.getByRole("button", { name: "실행 취소" })),
        says(`${lane("신규")} .count`, "1"),
      ],
      ["staff pause", () => setPaused(true), says("form.paused", "주문을 받지 않고 있어요")],
      [
        "staff quote longer times",
        () => setWait(600),
        says("form.paused:nth-of-type(2), form.paused:last-of-type", "10분"),
      ],
      ["the store closes for the day", () => setHours(), says("p.paused", "영업하지 않아요")],
      ["a printer does not answer", () => Promise.resolve(), says("#printing:visible", "바")],
      [
        "the network is gone",
        (page) => page.context().setOffline(true),
        says(".stale[role=alert]:visible", /./),
      ],
      [
        "and is there again",
        (page) => page.context().setOffline(false),
        (page) => expect(page.locator(BOARD)).toBeVisible(),
      ],
      ["it is handed over", (_, id) => move(id, "ready", "completed"), says(".recall", "되돌리기")],
    ],
  },
  {
    page: "the system",
    open: goTo("/admin/system"),
    awake: ".system[data-hydrated]",
    changes: [
      [
        "another order is placed",
        async (page, id) => {
          await page.evaluate(() =>
            Object.assign(window, {
              before: document.querySelector('[data-service="feed"]')?.textContent,
            }),
          );
          await orderAgain(await fetchOrder(id), { accept_within_s: 600, hold_s: 600 });
        },
        (page) =>
          page.waitForFunction(
            () =>
              document.querySelector('[data-service="feed"]')?.textContent !==
              (window as unknown as { before: string }).before,
          ),
      ],
      ["the network is gone", (page) => page.context().setOffline(true), says(".stale", /./)],
      [
        "and is there again",
        (page) => page.context().setOffline(false),
        (page) => expect(page.locator(".stale")).toHaveCount(0),
      ],
    ],
  },
  {
    page: "the menu's editor",
    open: goTo("/admin/menu"),
    awake: `${list}[data-awake]`,
    changes: [
      [
        "an item is moved",
        (page) => page.locator(`${list} li`).nth(1).getByRole("button", { name: /위로$/ }).click(),
        says(`${list} output`, "순서를 저장했어요"),
      ],
      [
        "and moved back",
        (page) => page.locator(`${list} li`).nth(1).getByRole("button", { name: /위로$/ }).click(),
        says(`${list} output`, "순서를 저장했어요"),
      ],
    ],
  },
];

test.afterEach(async () => {
  await setItem(ITEM, "available");
  await setOption("oat-milk", "available");
  await changeItem(ITEM, { price_minor: 5000, name: { ko: "카페 라떼", en: "Caffè latte" } });
  await setPaused(false);
  await setWait(0);
  await setHours(ROUND_THE_CLOCK);
  await removePrinters();
});

/** Makes the changes one after the other, and waits for each to show. */
async function follow(page: Page, changes: Change[], order: string): Promise<void> {
  for (const [happens, act, seen] of changes) {
    await test.step(happens, async () => {
      await act(page, order);
      await seen(page);
    });
  }
}

for (const { page: name, open, awake, changes } of ON_PHONES) {
  test(`${name}, translated, says what changes`, async ({ phone, faults }) => {
    faults.expect(faultsOf.lostConnection);
    const order = await open(phone);
    await phone.locator(awake).first().waitFor({ state: "attached" });
    await translate(phone);
    await follow(phone, changes, String(order));
  });
}

for (const { page: name, open, awake, changes } of ON_TABLETS) {
  test(`${name}, translated, says what changes`, async ({ phone, newTablet, faults }) => {
    faults.expect(faultsOf.lostConnection);
    await endOpen();
    const { id } = await order(phone);
    const tablet = await newTablet();
    await open(tablet);
    await tablet.locator(awake).first().waitFor({ state: "attached" });
    await translate(tablet);
    await follow(tablet, changes, id);
  });
}

/** Opens a page whose islands hydrate only after it is translated. */
async function translateAsleep(
  page: Page,
  open: () => Promise<unknown>,
  awake: string,
): Promise<void> {
  let wake = () => {};
  const asleep = new Promise<void>((resolve) => (wake = resolve));
  await page.route("**/*_bg.wasm", async (route) => {
    await asleep;
    await route.continue();
  });
  await open();
  await translate(page);
  wake();
  await page.locator(awake).first().waitFor({ state: "attached" });
  await page.unrouteAll();
}

for (const name of ["the menu", "an order", "the phone's orders", "the screen of numbers"]) {
  test(`${name} that wakes after it was translated follows all the same`, async ({ phone }) => {
    const { open, awake, changes } = ON_PHONES.find(({ page }) => page === name)!;
    const order = String(await open(phone));
    await translateAsleep(phone, () => phone.reload({ waitUntil: "domcontentloaded" }), awake);
    await follow(phone, changes.slice(0, 1), order);
  });
}

test("an item and the board that wake after they were translated follow all the same", async ({
  phone,
  newPhone,
  newTablet,
}) => {
  await endOpen();
  const { id } = await order(phone);
  const [item, tablet] = [ON_PHONES.find(({ page }) => page === "an item")!, await newTablet()];
  const other = await newPhone();
  await translateAsleep(
    other,
    () => other.goto(`/client/items/${ITEM}`, { waitUntil: "domcontentloaded" }),
    item.awake,
  );
  await follow(other, item.changes.slice(0, 3), "");
  await translateAsleep(
    tablet,
    () => tablet.goto("/admin", { waitUntil: "domcontentloaded" }),
    BOARD,
  );
  await follow(tablet, ON_TABLETS[0].changes.slice(0, 3), id);
});

test("a cart that the phone has kept counts although it is translated", async ({ phone }) => {
  await addToCart(phone);
  await phone.route("**/client/cart", async (route) => {
    const response = await route.fetch();
    await route.fulfill({
      response,
      body: (await response.text()).replace("<html", '<html data-kept="page"'),
    });
  });
  await phone.goto("/client/cart");
  await translate(phone);
  await phone.locator(".amount button").last().click();
  await expect(phone.locator(".amount span").first()).toHaveText("2");
  await phone.locator(".amount button").first().click();
  await phone.locator(".amount button").first().click();
  await expect(phone.locator("[data-empty]")).toBeVisible();
});
