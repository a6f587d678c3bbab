// The customer's and the counter's main paths in other engines, and in browsers that lack
// WebAssembly or popovers.

import { test as base, expect } from "@playwright/test";
import { ADMIN_URL, CLIENT_URL, STAFF_PIN } from "../tests/support/places";
import { control, endOpen, fetchOrder, move, orders } from "../tests/support/services";
import { openFirefox } from "./firefox";
import { openScreen, openWebKit } from "./webkit";
import { type Engine, ESCAPE, type Size, type Window } from "./window";

interface Lacks {
  wasm?: boolean;
  popovers?: boolean;
}

interface Fixtures {
  /** Opens a browser window of this size, with the listed features switched off. */
  open: (size: Size, lacks?: Lacks) => Promise<Window>;
  phone: Window;
  /** A tablet with the board open and live. */
  tablet: Window;
}

const PHONE = { width: 390, height: 844 };
const TABLET = { width: 1180, height: 820 };

const test = base.extend<Fixtures, Engine & { display: string }>({
  engine: ["firefox", { option: true, scope: "worker" }],
  program: ["", { option: true, scope: "worker" }],

  display: [
    async ({ engine }, use) => {
      if (engine === "firefox") return use("");
      const screen = await openScreen();
      await use(screen.display);
      await screen.close();
    },
    { scope: "worker" },
  ],

  open: async ({ engine, program, display }, use) => {
    const opened: Window[] = [];
    await use(async (size, { wasm = false, popovers = false } = {}) => {
      const without = popovers ? ["PopoverAttribute"] : [];
      const window =
        engine === "firefox"
          ? await openFirefox(program, size, !wasm)
          : await openWebKit(program, display, size, without, !wasm);
      opened.push(window);
      return window;
    });
    for (const window of opened) await window.close();
  },

  phone: async ({ open }, use) => use(await open(PHONE)),

  tablet: async ({ open }, use) => {
    const tablet = await open(TABLET);
    await signIn(tablet);
    await tablet.see(".board[data-hydrated][data-live]");
    await use(tablet);
  },
});

// The board starts empty: WebDriver clicks at an element's position, even if another lies above it.
test.beforeEach(() => endOpen());

const ITEM = `${CLIENT_URL}/client/items/cafe-latte`;

async function signIn(tablet: Window): Promise<void> {
  await tablet.goto(`${ADMIN_URL}/admin/sign-in`);
  await tablet.type("input[name=pin]", STAFF_PIN);
  await tablet.press("form .primary");
  await tablet.see(".bar", "더 보기");
}

/** Orders a latte through the pages; afterwards the phone shows the order's page. */
async function order(phone: Window): Promise<{ id: string; number: number }> {
  await phone.goto(ITEM);
  await phone.press(".order-bar .primary", "담기");
  await phone.see(".added");
  await phone.goto(`${CLIENT_URL}/client/checkout`);
  await phone.press("button.primary", "주문하기");
  await phone.see("main[data-order] .progress");
  const id = await phone.run<string>(
    "return document.querySelector('main[data-order]').dataset.order",
  );
  return { id, number: (await fetchOrder(id)).number };
}

const status = "return document.querySelector('.progress')?.dataset.status";

test("an order is placed at the price of what was chosen, and pressed twice it is one", async ({
  phone,
}) => {
  await phone.goto(`${CLIENT_URL}/client`);
  await phone.see("svg.picture");
  await phone.press("a", "카페 라떼");
  await phone.see(".item-form[data-hydrated]");
  await phone.see(".order-bar .primary", "5,000원 담기");
  await phone.press("label", "라지");
  await phone.see(".order-bar .primary", "5,700원 담기");
  await phone.press(".order-bar .primary");
  await phone.see(".added");
  await phone.goto(`${CLIENT_URL}/client/checkout`);
  const before = (await orders()).length;
  await phone.run(
    "const button = [...document.querySelectorAll('button.primary')].at(-1); button.click(); button.click()",
  );
  await phone.see(".receipt", "5,700원");
  expect((await orders()).length).toBe(before + 1);
  expect(
    await phone.run(
      "return document.scripts.length > 0 && [...document.scripts].every(({ src }) => src !== '')",
    ),
    "no script stands in the page",
  ).toBe(true);
});

test("a press counts although the button's words change before it is released", async ({
  phone,
}) => {
  await phone.goto(ITEM);
  await phone.see(".item-form[data-hydrated]");
  await phone.run(`const large = [...document.querySelectorAll("label")].find((label) => label.textContent.includes("라지"));
    document.querySelector(".order-bar .primary").addEventListener("mousedown", () => large.click());`);
  await phone.press(".order-bar .primary", "5,000원 담기");
  await phone.see(".added");
  await phone.goto(`${CLIENT_URL}/client/cart`);
  await phone.see("main", "5,700원");
});

test("a press on an order counts although its row changes before it is released", async ({
  phone,
}) => {
  const { id, number } = await order(phone);
  const other = await order(phone);
  const news = {
    id,
    number,
    status: "ready",
    version: 99,
    step: "준비됐어요",
    what: "카페 라떼",
    text: "준비됐어요",
    promised: "",
  };
  for (const [page, place, frame] of [
    [`/client/orders/${other.id}`, ".open-orders a", "others"],
    ["/client/orders", `.under-way [data-id="${id}"] a`, "orders"],
  ]) {
    await phone.goto(`${CLIENT_URL}${page}`);
    await phone.see(place, String(number));
    await phone.run(`document.querySelector('${place}').addEventListener("mousedown", () =>
      document.dispatchEvent(new CustomEvent("live:${frame}", { detail: ${JSON.stringify(JSON.stringify([news]))} })));`);
    await phone.press(place, String(number));
    await phone.see(`main[data-order="${id}"]`);
  }
});

test("an order's page follows the counter, and its customer cancels in time", async ({ phone }) => {
  const { id } = await order(phone);
  await phone.see(".progress[data-hydrated]");
  await move(id, "accepted");
  await phone.until(status, "accepted");
  await phone.press("button", "주문 취소");
  await phone.until(status, "cancelled");
  expect((await fetchOrder(id)).status).toBe("cancelled");

  const next = await order(phone);
  await phone.see(".progress[data-hydrated]");
  for (const to of ["accepted", "preparing", "ready"] as const) {
    await move(next.id, to);
    await phone.until(status, to);
  }
  await phone.until("return document.title", `✔ ${next.number} 준비 완료`);
});

test("a new order comes to the board by itself, and the counter accepts it and hands it over", async ({
  phone,
  tablet,
}) => {
  const { id, number } = await order(phone);
  const ticket = `article[data-number="${number}"]`;
  for (const [button, to] of [
    ["접수", "accepted"],
    ["제조 시작", "preparing"],
    ["준비 완료", "ready"],
  ]) {
    await tablet.press(`${ticket} button`, button);
    await tablet.see(`${ticket}[data-status="${to}"]`);
  }
  expect((await fetchOrder(id)).status).toBe("ready");
});

/** Script that returns whether each panel is visible. */
const panels =
  "return ['pause', 'stock', 'more'].map((id) => document.getElementById(id).getClientRects().length > 0)";

/**
 * Checks that the bar's panels open one at a time, and close by their button in the bar, by their
 * own button, by Escape and by a touch outside.
 */
async function usePanels(tablet: Window): Promise<void> {
  await tablet.until(panels, [false, false, false]);
  expect(
    await tablet.run("return document.querySelector('.bar').getBoundingClientRect().height"),
    "the bar is a bar",
  ).toBeLessThan(120);
  await tablet.press("nav > button", "주문 멈춤");
  await tablet.until(panels, [true, false, false]);
  await tablet.press("#pause button", "닫기");
  await tablet.until(panels, [false, false, false]);
  await tablet.press("nav > button", "품절");
  await tablet.until(panels, [false, true, false]);
  const fits =
    "const { top, bottom } = document.getElementById('stock').getBoundingClientRect(); return top >= 0 && bottom <= innerHeight";
  expect(await tablet.run(fits), "all of a long panel can be reached").toBe(true);
  await tablet.press("#stock button", "닫기");
  await tablet.press("nav > button", "더 보기");
  await tablet.until(panels, [false, false, true]);
  const tallest =
    "return Math.max(...[...document.querySelectorAll('#more a')].map((entry) => entry.getBoundingClientRect().height))";
  expect(await tablet.run(tallest), "an entry is as high as a button").toBeLessThan(60);
  await tablet.press(".bar h1");
  await tablet.until(panels, [false, false, false]);
  await tablet.press("nav > button", "더 보기");
  await tablet.keys("#more button", ESCAPE);
  await tablet.until(panels, [false, false, false]);
  await tablet.press("nav > button", "더 보기");
  await tablet.press("#more a", "프린터");
  await tablet.see("h1", "프린터");
}

test("the bar's panels open, fit, close and lead on", async ({ tablet }) => {
  await usePanels(tablet);
});

test("without popovers the bar's panels do the same", async ({ open, engine }) => {
  test.skip(engine === "firefox", "this Firefox has no switch for it");
  const tablet = await open(TABLET, { popovers: true });
  await signIn(tablet);
  await tablet.see(".board[data-hydrated][data-live]");
  expect(await tablet.run("return CSS.supports('selector(:popover-open)')")).toBe(false);
  await usePanels(tablet);
});

test("without a network what was seen opens, the rest says why not, and it heals by itself", async ({
  phone,
}) => {
  await phone.goto(`${CLIENT_URL}/client`);
  await phone.until("return navigator.serviceWorker.controller !== null", true);
  await phone.goto(ITEM);
  await phone.goto(`${CLIENT_URL}/client/orders`);
  await control("kill", "client");
  try {
    for (const path of ["/client", "/client/items/cafe-latte", "/client/cart"]) {
      await phone.goto(CLIENT_URL + path);
      await phone.see(".kept", "받아 둔 화면");
    }
    await phone.goto(`${CLIENT_URL}/client/orders`);
    await phone.see("main", "이 화면을 열 수 없어요");
    await phone.goto(`${CLIENT_URL}/client`);
    await phone.see(".kept");
  } finally {
    await control("start", "client");
  }
  await phone.miss(".kept", "", 20_000);
});

test("a board whose server is away says so, and goes on when it is back", async ({
  phone,
  tablet,
}) => {
  await control("kill", "admin");
  try {
    await tablet.see(".stale[role=alert]", "연결이 끊겼어요");
  } finally {
    await control("start", "admin");
  }
  const { number } = await order(phone);
  await tablet.see(`article[data-number="${number}"]`, "", 20_000);
  await tablet.miss(".stale[role=alert]");
});

test("where WebAssembly does not run an order can be placed and followed, and what cannot be done is said", async ({
  open,
}) => {
  test.setTimeout(90_000);
  const phone = await open(PHONE, { wasm: true });
  await phone.goto(ITEM);
  await phone.see("html[data-asleep]");
  expect(
    await phone.run("return document.querySelector('.order-bar .primary').textContent"),
    "no price that would not follow",
  ).toBe("담기");
  const { id, number } = await order(phone);
  await phone.see(".stale", "5초마다");
  await move(id, "accepted", "preparing");
  await phone.until(status, "preparing", 15_000);

  const tablet = await open(TABLET, { wasm: true });
  await signIn(tablet);
  await tablet.see(".stale", "볼 수만 있");
  await tablet.see(`article[data-number="${number}"]`);
  const next = await order(phone);
  await tablet.see(`article[data-number="${next.number}"]`, "", 20_000);
  await tablet.press("nav > button", "더 보기");
  await tablet.see("#more", "프린터");
});

test("no page at the counter is wider than a phone", async ({ open }) => {
  const phone = await open(PHONE);
  await signIn(phone);
  const { id } = (await orders())[0] ?? { id: "" };
  for (const path of [
    "",
    "/orders",
    `/orders/${id}`,
    "/day",
    "/walk-in",
    "/store",
    "/people",
    "/printers",
    "/menu",
    "/blocked",
    "/my-pin",
    "/audit",
    "/system",
  ]) {
    await phone.goto(`${ADMIN_URL}/admin${path}`);
    await phone.see("h1");
    expect(
      await phone.run(
        "return document.documentElement.scrollWidth - document.documentElement.clientWidth",
      ),
      path,
    ).toBe(0);
  }
});
