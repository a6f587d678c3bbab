// A member of staff who presses a button and leaves within a tenth of a second has decided: by a link, a
// reload, a closed tab or a tablet that falls asleep. If the action could not be sent, the page
// says so. Each button is a row of a table, named by its label.

import { type Locator, type Page } from "@playwright/test";
import {
  ADMIN_URL,
  changeItem,
  changeStore,
  drawPhoto,
  dropDraft,
  expect,
  faultsOf,
  fetchOrder,
  hire,
  kept,
  move,
  openMore,
  order,
  type Order,
  orderAgain,
  orders,
  press,
  setBlocked,
  setItem,
  setPaused,
  setWait,
  signIn,
  type Status,
  takeBack,
  ticket,
  typePin,
} from "../tests/support";
import {
  button,
  pressAndLeave,
  sendAndLeave,
  test,
  type Way,
  WAYS,
  waysOf,
} from "../tests/support/leaving";
import { removePrinters, setUpPrinter, StandIn } from "../tests/support/printer";

const open = (name: string) => (page: Page) => button(name)(page).click();
const unfold = (name: string) => (page: Page) => page.locator("summary", { hasText: name }).click();

let first: Promise<Order> | undefined;

/** Places one more order of the same phone and moves it through `steps`. */
async function orderMore(phone: Page, ...steps: Status[]): Promise<Order> {
  first ??= order(phone, { name: "하늘" }).then(({ id }) => fetchOrder(id));
  const placed = await orderAgain(await first, { accept_within_s: 3600, hold_s: 3600 });
  await move(placed.id, ...steps);
  return fetchOrder(placed.id);
}

interface Kept {
  store: { pause?: object; extra_wait?: object; phone?: string };
  items: { id: string; price_minor: number; availability: unknown; picture?: object }[];
}

const store = async () => (await kept<Kept>("menu", "menu")).store;
const item = async (id: string) =>
  (await kept<Kept>("menu", "menu")).items.find((item) => item.id === id);
const isSoldOut = async () =>
  JSON.stringify((await item("cappuccino"))?.availability).includes("sold_out");
const countPrinters = async () =>
  (await kept<{ printers: object[] }>("order", "printers")).printers.length;
const countPrintJobs = async () =>
  (await kept<{ jobs: object[] }>("order", "print-jobs")).jobs.length;
const jobsOf = async (order: string) =>
  (await kept<{ jobs: { order?: string; state: string }[] }>("order", "print-jobs")).jobs.filter(
    (job) => job.order === order,
  );
const hasDraft = () =>
  kept("menu", "admin/draft").then(
    () => true,
    () => false,
  );
const blocked = async () =>
  (await kept<{ phones: { order: string }[] }>("order", "blocked-phones")).phones;

test.afterAll(async () => {
  for (const { order } of await blocked()) await setBlocked(order, false);
  await setPaused(false);
  await setWait(0);
  await setItem("cappuccino", "available");
  await changeItem("americano", { price_minor: 4500 });
  await changeStore({ phone: "" });
  await dropDraft();
  await removePrinters();
  await printer?.stop();
});

let printer: StandIn | undefined;

/** Makes a job whose printer has not said whether it printed; the order's id is noted. */
async function leaveUndecided(stage: Stage): Promise<string> {
  if (!printer) {
    printer = await StandIn.start("silent");
    await setUpPrinter("주방", printer);
  }
  stage.order = (await orderMore(stage.phone, "accepted")).id;
  await expect
    .poll(async () => (await jobsOf(stage.order)).map(({ state }) => state))
    .toEqual(["unknown"]);
  return "/admin/printers";
}

interface Step {
  says: string;
  from: Status[];
  before?: (page: Page, card: Locator, order: Order) => Promise<unknown>;
  pressed?: (page: Page, card: Locator, order: Order) => Locator;
  done: (now: Order, before: Order) => boolean | Promise<boolean>;
}

const is = (status: Status) => (now: Order) => now.status === status;
const forReason = (says: string) => ({
  before: (_: Page, card: Locator) => button(says)(card).click(),
  pressed: (_: Page, card: Locator) => button("곧 영업을 마쳐요")(card),
});

/** The board's buttons, whose requests are sent by the page's script. */
const STEPS: Step[] = [
  { says: "접수", from: [], done: is("accepted") },
  { says: "거절", from: [], ...forReason("거절"), done: is("rejected") },
  { says: "제조 시작", from: ["accepted"], done: is("preparing") },
  { says: "취소", from: ["accepted"], ...forReason("취소"), done: is("cancelled") },
  { says: "준비 완료", from: ["accepted", "preparing"], done: is("ready") },
  { says: "전달 완료", from: ["accepted", "preparing", "ready"], done: is("completed") },
  {
    says: "되돌리기",
    from: ["accepted", "preparing", "ready", "completed"],
    pressed: (page, _, { number }) =>
      page.locator(".recall").filter({ has: page.getByText(String(number), { exact: true }) }),
    done: is("ready"),
  },
  {
    says: "실행 취소",
    from: [],
    before: async (page, card) => {
      await forReason("거절").before(page, card);
      await press(page, forReason("거절").pressed(page, card));
    },
    pressed: button("실행 취소"),
    done: is("placed"),
  },
  { says: "+5분", from: ["accepted"], done: (now, before) => now.promised_at > before.promised_at },
  {
    says: "a line of the ticket",
    from: ["accepted"],
    pressed: (_, card) => card.locator("button.line").first(),
    done: ({ handling }) => handling.lines_done.includes(0),
  },
  {
    says: "확인, of what its customer took back",
    from: [],
    before: (_page, _card, order) => takeBack(order),
    pressed: (page, _, { number }) => page.locator(`.cancelled[data-number="${number}"] button`),
    done: ({ handling }) => !handling.unacknowledged,
  },
  {
    says: "이 휴대폰 막기",
    from: ["accepted"],
    before: (_, card) => card.locator("summary").click(),
    pressed: (_, card) => button("이 휴대폰 막기")(card),
    done: async ({ id }) => (await blocked()).some(({ order }) => order === id),
  },
];

for (const [at, { says, from, before, pressed, done }] of STEPS.entries()) {
  test(`on the board ${says} is done although it is left at once`, async ({
    phone,
    newTablet,
    faults,
  }) => {
    faults.expect(faultsOf.lostConnection);
    const context = (await newTablet()).context();
    for (const [way, { inside, then }] of waysOf(at, 2)) {
      const placed = await orderMore(phone, ...from);
      const page = await context.newPage();
      await page.goto("/admin");
      await page.locator(".board[data-hydrated][data-live]").waitFor();
      const card = ticket(page, placed.number);
      await card.or(page.locator(".recall")).first().waitFor();
      await before?.(page, card, placed);
      const target = pressed?.(page, card, placed) ?? button(says)(card);
      await target.waitFor();
      await target.evaluate(pressAndLeave, [true, inside] as [boolean, Way["inside"]]);
      await then(page);
      // Without a network the page may instead say that it was not done.
      const isSaid = async () =>
        way === "a lost network" && (await page.locator(".problem").isVisible());
      await expect
        .poll(async () => (await done(await fetchOrder(placed.id), placed)) || isSaid(), way)
        .toBe(true);
      for (const { order } of await blocked()) await setBlocked(order, false);
      await context.setOffline(false);
    }
  });
}

/** State of one test: its phone, and the number of orders before the press. */
interface Stage {
  phone: Page;
  page: Page;
  was: number;
  /** The order that is meant. */
  order: string;
}

interface Form {
  says: string;
  at: string | ((stage: Stage) => Promise<string>);
  before?: (page: Page) => Promise<unknown>;
  pressed?: (page: Page) => Locator;
  done: (stage: Stage) => Promise<boolean>;
}

const knowsCloud = async ({ page }: Stage) =>
  (await (await page.context().request.get("/admin/people")).text()).includes("구름");

/** Plain forms of the counter, in order. */
const FORMS: Form[] = [
  {
    says: "10분",
    at: "/admin",
    before: open("주문 멈춤"),
    done: async () => Boolean((await store()).pause),
  },
  { says: "다시 받기", at: "/admin", done: async () => !(await store()).pause },
  {
    says: "+10분",
    at: "/admin",
    before: open("주문 멈춤"),
    done: async () => Boolean((await store()).extra_wait),
  },
  { says: "평소대로", at: "/admin", done: async () => !(await store()).extra_wait },
  { says: "카푸치노 2시간", at: "/admin", before: open("품절"), done: isSoldOut },
  {
    says: "카푸치노 다시 팔기",
    at: "/admin",
    before: open("품절"),
    done: async () => !(await isSoldOut()),
  },
  {
    says: "저장, of the store",
    at: "/admin/store",
    before: (page) => page.getByLabel("전화번호").fill("02-111-2222"),
    pressed: button("저장"),
    done: async () => (await store()).phone === "02-111-2222",
  },
  {
    says: "저장, of an item",
    at: "/admin/menu/items/americano",
    before: (page) => page.getByLabel(/^가격/).fill("4600"),
    pressed: button("저장"),
    done: async () => (await item("americano"))?.price_minor === 4600,
  },
  { says: "초안 시작", at: "/admin/menu", done: hasDraft },
  {
    says: "정말 버리기",
    at: "/admin/menu",
    before: unfold("초안 버리기"),
    done: async () => !(await hasDraft()),
  },
  {
    says: "저장, of a printer",
    at: "/admin/printers",
    before: async (page) => {
      await page.getByLabel("이름").first().fill("바");
      await page.getByLabel(/^주소/).first().fill("127.0.0.1:9");
    },
    pressed: button("저장"),
    done: async () => (await countPrinters()) === 1,
  },
  {
    says: "시험 출력",
    at: async (stage) => {
      stage.was = await countPrintJobs();
      return "/admin/printers";
    },
    pressed: button("바 시험 출력"),
    done: async ({ was }) => (await countPrintJobs()) === was + 1,
  },
  {
    says: "바 삭제",
    at: "/admin/printers",
    before: unfold("설정"),
    done: async () => (await countPrinters()) === 0,
  },
  {
    says: "출력됨, of a ticket",
    at: leaveUndecided,
    pressed: button(/출력됨$/),
    done: async ({ order }) => (await jobsOf(order))[0].state === "settled",
  },
  {
    says: "다시 출력, of a ticket",
    at: leaveUndecided,
    pressed: button(/다시 출력$/),
    done: async ({ order }) => (await jobsOf(order)).length === 2,
  },
  {
    says: "주문 넣기",
    at: async (stage) => {
      stage.was = (await orders()).length;
      return "/admin/walk-in";
    },
    before: (page) =>
      page
        .getByRole("link", { name: /^에스프레소/ })
        .first()
        .click(),
    pressed: button(/주문 넣기$/),
    done: async ({ was }) => (await orders()).length === was + 1,
  },
  {
    says: "손님 정보 지우기",
    at: async (stage) => {
      stage.order = (await orderMore(stage.phone, "accepted", "cancelled")).id;
      return `/admin/orders/${stage.order}`;
    },
    before: unfold("손님 정보 지우기"),
    done: async ({ order }) => (await fetchOrder(order)).customer.name === "",
  },
  {
    says: "이 휴대폰 막기",
    at: async ({ phone }) => `/admin/orders/${(await orderMore(phone)).id}`,
    before: unfold("이 휴대폰 막기"),
    done: async () => (await blocked()).length === 1,
  },
  {
    says: "사진 저장",
    at: "/admin/menu/items/espresso",
    before: async (page) =>
      page.getByLabel(/^사진 파일/).setInputFiles({
        name: "espresso.png",
        mimeType: "image/png",
        buffer: await drawPhoto(page),
      }),
    done: async () => Boolean((await item("espresso"))?.picture),
  },
  {
    says: "사진 지우기",
    at: "/admin/menu/items/espresso",
    done: async () => !(await item("espresso"))?.picture,
  },
  {
    says: "추가, of a person",
    at: "/admin/people",
    before: async (page) => {
      const form = page.getByRole("region", { name: "직원 추가" });
      await form.getByLabel("이름").fill("구름");
      await form.getByLabel("PIN").fill("739154");
    },
    pressed: (page) =>
      page.getByRole("region", { name: "직원 추가" }).getByRole("button", { name: "추가" }),
    done: knowsCloud,
  },
  { says: "구름 지우기", at: "/admin/people", done: async (stage) => !(await knowsCloud(stage)) },
  {
    says: "휴대폰 풀기",
    at: "/admin/blocked",
    pressed: button(/휴대폰 풀기$/),
    done: async () => (await blocked()).length === 0,
  },
];

for (const [at, { says, at: place, before, pressed, done }] of FORMS.entries()) {
  test(`at the counter ${says} is done although its page is left at once`, async ({
    phone,
    newTablet,
    faults,
    relayTo,
  }) => {
    faults.expect(faultsOf.lostConnection);
    const relay = await relayTo(ADMIN_URL);
    const page = await newTablet({ baseURL: relay.url });
    const stage = { phone, page, was: 0, order: "" };
    await page.goto(typeof place === "string" ? place : await place(stage));
    if (place === "/admin") await page.locator(".board[data-hydrated][data-live]").waitFor();
    await before?.(page);
    const [[way, leave]] = waysOf(at, 1);
    await sendAndLeave(page, relay, (pressed ?? button(says))(page), leave);
    await expect.poll(() => done(stage), way).toBe(true);
  });
}

test("a tablet is locked, and a PIN is another, although their pages are left at once", async ({
  browser,
  newTablet,
  faults,
  relayTo,
}) => {
  faults.expect(faultsOf.lostConnection);
  const relay = await relayTo(ADMIN_URL);
  const own = { baseURL: relay.url, storageState: await signIn(browser) };
  const tablet = await newTablet(own);
  await hire(tablet, "파도", "135790");
  await openMore(tablet);
  await sendAndLeave(tablet, relay, button("잠그기")(tablet), WAYS["a reload"]);
  await expect(tablet.getByRole("form", { name: "잠긴 화면" })).toBeVisible();

  await typePin(tablet, "135790");
  await tablet.waitForURL(/\/admin$/);
  await tablet.goto("/admin/my-pin");
  await tablet.getByLabel("지금 PIN").fill("135790");
  await tablet.getByLabel("새 PIN").fill("246813");
  await sendAndLeave(tablet, relay, button("바꾸기")(tablet), WAYS["a closed tab"]);
  const manager = await newTablet();
  await expect(async () => {
    await manager.goto("/admin/audit");
    await expect(
      manager.getByRole("listitem").filter({ hasText: "파도" }).filter({ hasText: "직원 PIN" }),
    ).toHaveCount(1, { timeout: 500 });
  }).toPass();
  const other = await newTablet(own);
  await other.goto("/admin");
  await typePin(other, "246813");
  await expect(other).toHaveURL(/\/admin$/);
  await manager.goto("/admin/people");
  await button("파도 지우기")(manager).click();
  await expect(button("파도 지우기")(manager)).toHaveCount(0);
});

test("menu items that were moved keep their places although the page is left in the task of the press", async ({
  newTablet,
}) => {
  const places = async () => (await kept<Kept>("menu", "menu")).items.map(({ id }) => id).join();
  const before = await places();
  const page = await newTablet();
  for (const inside of ["reload", "link"] as const) {
    const was = await places();
    await page.goto("/admin/menu");
    const list = page.locator("form.ordered[data-awake]").filter({ hasText: "아메리카노" }).first();
    await list
      .locator("li")
      .nth(1)
      .getByRole("button", { name: /위로$/ })
      .evaluate(pressAndLeave, [true, inside] as [boolean, Way["inside"]]);
    await expect.poll(places, inside).not.toBe(was);
  }
  expect(await places()).toBe(before);
});

test("without a network a press is said not to be done, and is not done later", async ({
  phone,
  tablet,
  faults,
}) => {
  faults.expect(faultsOf.lostConnection);
  const placed = await order(phone);
  const accept = ticket(tablet, placed.number).getByRole("button", { name: "접수", exact: true });
  await accept.waitFor();
  await tablet.context().setOffline(true);
  await accept.click();
  await expect(tablet.locator(".problem")).toContainText("처리되지 않았으니");
  await tablet.context().setOffline(false);
  await tablet.locator(".board[data-live]").waitFor();
  expect((await fetchOrder(placed.id)).status).toBe("placed");
});
