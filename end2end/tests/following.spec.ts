// Following an order: what its page shows and does, above all when it is ready, even if the phone
// slept meanwhile.

import { type Page } from "@playwright/test";
import {
  SIZES,
  awake,
  control,
  expect,
  expectAccessible,
  expectReflow,
  faultsOf,
  move,
  order,
  progress,
  test,
} from "./support";
import { type Heard, NOTES_OF_A_RING, listen, placeFor } from "./support/heard";
import { OwnSurface } from "./support/surface";

const bell = (phone: Page) =>
  phone.getByRole("button", { name: /소리로 알려 주세요|소리 알림 켜짐/ });

/** Places an order and opens its page with the sound switched on. */
async function listening(
  phone: Page,
): Promise<{ heard: Heard; id: string; number: number; url: string }> {
  const heard = await listen(phone);
  const placed = await order(phone);
  await awake(phone);
  await bell(phone).click();
  await expect.poll(() => heard.notes, "the switch rings to be tried").toBe(NOTES_OF_A_RING);
  heard.notes = 0;
  return { heard, ...placed };
}

/** Expects exactly one ring, one vibration and one notification. */
async function toldOnce(
  phone: Page,
  { heard, id, number }: { heard: Heard; id: string; number: number },
): Promise<void> {
  await expect(progress(phone, "ready")).toBeVisible();
  await expect(phone).toHaveTitle(`✔ ${number} 준비 완료`);
  await expect
    .poll(() => heard.notifications)
    .toEqual([{ title: `✔ ${number} 준비 완료`, tag: id }]);
  expect(heard).toMatchObject({ notes: NOTES_OF_A_RING, buzzes: 1 });
}

test("a ready order rings, buzzes, notifies and is in the title, once", async ({ phone }) => {
  const placed = await listening(phone);
  await expect(phone).toHaveTitle(/^주문 현황 · /);
  await move(placed.id, "accepted", "preparing");
  await expect(progress(phone, "preparing")).toBeVisible();
  expect(placed.heard.notes, "a step rings for nothing").toBe(0);
  await move(placed.id, "ready");
  await toldOnce(phone, placed);

  await move(placed.id, "preparing");
  await expect(phone, "taken back by the café").toHaveTitle(/^주문 현황 · /);
  await move(placed.id, "ready");
  await toldOnce(phone, placed);
  await phone.reload();
  await awake(phone);
  await toldOnce(phone, placed);
});

test("who did not switch the sound on is told by the page and its title alone, and a switch is kept", async ({
  phone,
}) => {
  const heard = await listen(phone);
  const placed = await order(phone);
  await awake(phone);
  await expect(bell(phone)).toHaveText(/소리로 알려 주세요/);
  await move(placed.id, "accepted", "preparing", "ready");
  await expect(phone).toHaveTitle(`✔ ${placed.number} 준비 완료`);
  expect(heard).toMatchObject({ notes: 0, buzzes: 0, notifications: [] });

  const second = await order(phone);
  await awake(phone);
  await bell(phone).click();
  await expect(bell(phone)).toHaveText(/켜짐/);
  await phone.reload();
  await expect(bell(phone), "on this phone").toHaveText(/켜짐/);
  await bell(phone).click();
  await phone.reload();
  await awake(phone);
  await expect(bell(phone)).toHaveText(/소리로 알려 주세요/);
  await move(second.id, "cancelled");
});

test("what happened while the page was frozen is told when it thaws", async ({ phone }) => {
  const placed = await listening(phone);
  const devtools = await phone.context().newCDPSession(phone);
  await devtools.send("Page.setWebLifecycleState", { state: "frozen" });
  await move(placed.id, "accepted", "preparing", "ready");
  await devtools.send("Page.setWebLifecycleState", { state: "active" });
  await toldOnce(phone, placed);
});

test("what happened without a network is told when it is back", async ({ phone, faults }) => {
  faults.expect(faultsOf.lostConnection);
  const placed = await listening(phone);
  await phone.context().setOffline(true);
  await expect(phone.locator('[data-condition="order-stale"]')).toBeVisible();
  await move(placed.id, "accepted", "preparing", "ready");
  await phone.context().setOffline(false);
  await toldOnce(phone, placed);
});

test("what happened while the surface was down is told when it is back", async ({
  phone,
  faults,
}) => {
  faults.expect(faultsOf.lostConnection);
  const placed = await listening(phone);
  try {
    await control("kill", "client");
    await expect(phone.locator('[data-condition="order-stale"]')).toBeVisible();
    await move(placed.id, "accepted", "preparing", "ready");
  } finally {
    await control("start", "client");
  }
  await toldOnce(phone, placed);
});

test("what happened while another page was open is told on the way back", async ({ phone }) => {
  const placed = await listening(phone);
  await phone.getByRole("link", { name: "내 주문 모두 보기" }).click();
  await expect(phone.getByRole("heading", { name: "내 주문" })).toBeVisible();
  await move(placed.id, "accepted", "preparing", "ready");
  await phone.goBack();
  await expect(progress(phone, "ready")).toBeVisible();
  await expect(phone).toHaveTitle(`✔ ${placed.number} 준비 완료`);
  await expect.poll(() => placed.heard.notifications.length).toBe(1);
});

test("where there is a service worker it shows the notification, which outlives the page", async ({
  newPhone,
  faults,
}) => {
  // The page's connection ends with the surface.
  faults.expect(faultsOf.lostConnection);
  const surface = await OwnSurface.prepare();
  try {
    await surface.start();
    const phone = await newPhone({
      baseURL: surface.url,
      serviceWorkers: "allow",
      permissions: ["notifications"],
    });
    await phone.goto("/client");
    await phone.evaluate(async () => void (await navigator.serviceWorker.ready));
    const placed = await placeFor(phone);
    await phone.goto(`/client/orders/${placed.id}`);
    await awake(phone);
    await bell(phone).click();
    await move(placed.id, "accepted", "preparing", "ready");
    await expect(progress(phone, "ready")).toBeVisible();
    const shown = () =>
      phone.evaluate(async () => {
        const worker = await navigator.serviceWorker.getRegistration("/client");
        return (await worker?.getNotifications())?.map(({ title, tag, data }) => ({
          title,
          tag,
          page: data.page,
        }));
      });
    await expect.poll(shown).toEqual([
      {
        title: `✔ ${placed.number} 준비 완료`,
        tag: placed.id,
        page: `/client/orders/${placed.id}`,
      },
    ]);
    await move(placed.id, "completed");
  } finally {
    await surface.remove();
  }
});

test(
  "other orders of the phone are in sight, and move, on the page of one",
  SIZES,
  async ({ phone }) => {
    test.setTimeout(120_000);
    const first = await order(phone);
    const second = await order(phone);
    await awake(phone);
    const strip = phone.getByRole("navigation", { name: "진행 중인 주문" });
    await expect(strip.getByRole("link")).toHaveText(`${first.number} 주문 접수`);
    await move(first.id, "accepted", "preparing", "ready");
    await expect(strip.getByRole("link"), "without a reload").toHaveText(
      `${first.number} 준비 완료`,
    );
    const third = await placeFor(phone);
    await expect(strip.getByRole("link")).toHaveCount(2);
    await expectAccessible(phone);
    await expectReflow(phone);
    await move(third.id, "cancelled");
    await strip.getByRole("link", { name: String(first.number) }).click();
    await expect(phone).toHaveURL(first.url);
    await expect(strip.getByRole("link")).toHaveText(`${second.number} 주문 접수`);
    await move(first.id, "completed");
    await move(second.id, "cancelled");
  },
);

test("the page says until when one can cancel, what cup it comes in, and when it was asked for", async ({
  phone,
  newPhone,
}) => {
  await phone.goto("/client");
  const pickup = new Date(Date.now() + 30 * 60_000);
  pickup.setUTCSeconds(0, 0);
  const placed = await placeFor(phone, { cup: "own", pickup_at: pickup.toISOString() });
  await phone.goto(`/client/orders/${placed.id}`);
  await awake(phone);
  const clock = pickup.toLocaleTimeString("ko-KR", {
    timeZone: "Asia/Seoul",
    hourCycle: "h23",
    hour: "2-digit",
    minute: "2-digit",
  });
  await expect(progress(phone)).toContainText(`받기로 한 시각 ${clock}`);
  await expect(phone.locator(".receipt")).toContainText("포장 · 개인 컵");
  await expect(progress(phone)).toContainText("만들기 시작하기 전까지 취소할 수 있어요.");
  await move(placed.id, "accepted", "preparing");
  await expect(progress(phone, "preparing")).toBeVisible();
  await expect(phone.getByText("만들기 시작하기 전까지 취소할 수 있어요.")).toBeHidden();
  await move(placed.id, "cancelled");
  await expect(progress(phone, "cancelled"), "with the café's reason").toContainText(
    "재료가 떨어졌어요",
  );
  await expect(phone.getByRole("button", { name: "똑같이 담기" })).toBeVisible();

  const state = await phone.context().storageState();
  const english = await newPhone({
    storageState: state,
    locale: "en-US",
    javaScriptEnabled: false,
  });
  await english.goto(`/client/orders/${placed.id}`);
  await expect(progress(english, "cancelled")).toContainText("We have run out of an ingredient");
  await expect(english.locator(".receipt")).toContainText("own cup");
});

test(
  "in large type the page is a number, a sentence, the sound and cancelling",
  SIZES,
  async ({ phone }) => {
    test.setTimeout(120_000);
    await phone.goto("/client");
    await phone.context().addCookies([{ name: "easy", value: "true", url: phone.url() }]);
    const placed = await placeFor(phone);
    await phone.goto(`/client/orders/${placed.id}`);
    await awake(phone);
    await expect(phone.locator(".number strong")).toHaveText(String(placed.number));
    await expect(phone.locator("main").getByRole("button")).toHaveCount(2);
    await expect(
      phone.getByRole("button", { name: "주문 취소" }),
      "what has a deadline is in sight",
    ).toBeVisible();
    await expect(phone.locator(".receipt, .steps").first()).toBeHidden();
    await phone.getByText("자세히 보기").click();
    await expect(phone.locator(".receipt")).toContainText("아메리카노");
    await expectAccessible(phone);
    await expectReflow(phone);
    await move(placed.id, "cancelled");
  },
);
