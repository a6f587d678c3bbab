// Actions on the board, and what the other tablet and the phone show of them.

import {
  awake,
  CALLED,
  control,
  expect,
  fetchOrder,
  move,
  order,
  orderAgain,
  press,
  progress,
  takeBack,
  test,
  ticket,
} from "./support";

test("a line that is ticked off is ticked off on both tablets and leaves the totals", async ({
  phone,
  tablet,
  newTablet,
}) => {
  const placed = await order(phone, { item: "einspanner" });
  await move(placed.id, "accepted", "preparing");
  const other = await newTablet();
  await other.goto("/admin");
  await other.locator(".board[data-hydrated][data-live]").waitFor();
  const total = other
    .getByRole("region", { name: "만들 것" })
    .getByRole("listitem")
    .filter({ hasText: "아인슈페너" });
  await expect(total).toContainText("1");

  const line = (page: typeof tablet) =>
    ticket(page, placed.number).getByRole("button", { name: /아인슈페너/ });
  await line(tablet).click();
  for (const page of [tablet, other])
    await expect(line(page)).toHaveAttribute("aria-pressed", "true");
  await expect(total).toHaveCount(0);
  expect((await fetchOrder(placed.id)).handling.lines_done).toEqual([0]);

  await line(other).click();
  await expect(line(tablet)).toHaveAttribute("aria-pressed", "false");
  await expect(total).toBeVisible();
});

test("a step goes through although a line was ticked off meanwhile", async ({
  phone,
  tablet,
  newTablet,
}) => {
  const placed = await order(phone);
  await move(placed.id, "accepted", "preparing");
  const late = await newTablet();
  // The other tablet's feed hangs, so it does not show the tick.
  await late.route("**/admin/live/board", () => undefined);
  await late.goto("/admin");
  await late.locator(".board[data-hydrated]").waitFor();
  await ticket(tablet, placed.number)
    .getByRole("button", { name: /아메리카노/ })
    .click();
  await expect.poll(async () => (await fetchOrder(placed.id)).version).toBe(4);
  await ticket(late, placed.number).getByRole("button", { name: "준비 완료", exact: true }).click();
  await expect(ticket(tablet, placed.number)).toHaveAttribute("data-status", "ready");
});

test("a station sees what is made there", async ({ phone, tablet }) => {
  const coffee = await order(phone);
  const cake = await order(phone, { item: "basque-cheesecake" });
  await tablet.getByRole("button", { name: "주방", exact: true }).click();
  await expect(ticket(tablet, cake.number)).toBeVisible();
  await expect(ticket(tablet, coffee.number)).toHaveCount(0);
  await tablet.getByRole("button", { name: "전체", exact: true }).click();
  await expect(ticket(tablet, coffee.number)).toBeVisible();
});

test("a promise that is moved is moved on the phone too", async ({ phone, tablet }) => {
  const placed = await order(phone);
  await awake(phone);
  const before = Date.parse((await fetchOrder(placed.id)).promised_at);
  await ticket(tablet, placed.number).getByRole("button", { name: "+5분" }).click();
  await expect
    .poll(async () => Date.parse((await fetchOrder(placed.id)).promised_at) - before)
    .toBe(5 * 60_000);
  const clock = {
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
    timeZone: "Asia/Seoul",
  } as const;
  const later = new Date(before + 5 * 60_000).toLocaleTimeString("ko-KR", clock);
  await expect(progress(phone)).toContainText(later);
});

test("what a customer cancels stays on every board until one of them says that it is known", async ({
  phone,
  tablet,
  newTablet,
}) => {
  const placed = await order(phone, { name: "민지" });
  const other = await newTablet();
  await other.goto("/admin");
  await other.locator(".board[data-hydrated][data-live]").waitFor();
  await phone.getByRole("button", { name: CALLED.cancel }).click();
  const notice = (page: typeof tablet) =>
    page.locator(`.cancelled[data-number="${placed.number}"]`);
  for (const page of [tablet, other])
    await expect(notice(page)).toContainText("손님이 취소했어요 · 민지");
  await tablet.reload();
  await expect(notice(tablet), "a reload does not lose it").toBeVisible();
  await tablet.locator(".board[data-hydrated][data-live]").waitFor();
  await notice(tablet).getByRole("button", { name: "확인" }).click();
  for (const page of [tablet, other]) await expect(notice(page)).toHaveCount(0);
});

test("however many are cancelled, the tickets stay in sight, and each is acknowledged", async ({
  phone,
  tablet,
}) => {
  const placed = await order(phone);
  const first = await fetchOrder(placed.id);
  const made = [];
  for (let number = 0; number < 16; number++)
    made.push(await orderAgain(first, { accept_within_s: 600, hold_s: 3600 }));
  for (const taken of made) await takeBack(taken);
  const notices = tablet.locator(".notices");
  for (const { number } of made)
    await expect(notices.locator(`[data-number="${number}"]`)).toHaveCount(1);
  const share = () => notices.evaluate((box) => box.getBoundingClientRect().height / innerHeight);
  expect(await share(), "what is wrong takes so much of the screen").toBeLessThan(0.4);
  await press(
    tablet,
    ticket(tablet, placed.number).getByRole("button", { name: "접수", exact: true }),
  );
  await expect.poll(async () => (await fetchOrder(placed.id)).status).toBe("accepted");
  for (const { number } of made) {
    const notice = notices.locator(`[data-number="${number}"]`);
    await notice.getByRole("button", { name: "확인" }).click();
    await expect(notice).toHaveCount(0);
  }
});

test("a rejection is stored when it is made, and undone by another decision", async ({
  phone,
  tablet,
}) => {
  const placed = await order(phone);
  const card = ticket(tablet, placed.number);
  const undo = tablet.getByRole("button", { name: "실행 취소" });
  const reject = async () => {
    await card.getByRole("button", { name: "거절" }).click();
    await card.getByRole("button", { name: "곧 영업을 마쳐요" }).click();
  };
  await awake(phone);
  await reject();
  await expect(undo).toBeVisible();
  expect(await fetchOrder(placed.id)).toMatchObject({
    status: "rejected",
    version: 2,
    reason: "closing",
  });
  await undo.click();
  await expect(undo).toHaveCount(0);
  await expect(card.getByRole("button", { name: "접수", exact: true })).toBeEnabled();
  await expect(progress(phone, "placed"), "the customer sees that it is not over").toBeVisible();
  const { reason, ...undone } = await fetchOrder(placed.id);
  expect([undone.status, undone.version, reason]).toEqual(["placed", 3, undefined]);
});

test("handing over is undone with one tap", async ({ phone, tablet }) => {
  const placed = await order(phone);
  await move(placed.id, "accepted", "preparing", "ready");
  await press(
    tablet,
    ticket(tablet, placed.number).getByRole("button", { name: "전달 완료", exact: true }),
  );
  await expect(ticket(tablet, placed.number)).toHaveCount(0);
  await tablet.getByRole("button", { name: "실행 취소" }).click();
  await expect(ticket(tablet, placed.number)).toHaveAttribute("data-status", "ready");
});

test("an order that nobody accepts expires, and one that nobody collects is a no-show; the phone is told", async ({
  phone,
}) => {
  const placed = await order(phone);
  const earlier = await fetchOrder(placed.id);
  const forgotten = await orderAgain(earlier, { accept_within_s: 2, hold_s: 60 });
  await phone.goto(`/client/orders/${forgotten.id}`);
  await awake(phone);
  await expect(progress(phone, "expired")).toBeVisible();
  const made = await orderAgain(earlier, { accept_within_s: 60, hold_s: 2 });
  await move(made.id, "accepted", "preparing", "ready");
  await phone.goto(`/client/orders/${made.id}`);
  await awake(phone);
  await expect(progress(phone, "no_show")).toBeVisible();
});

test("the limits outlive a restart of the service", async ({ phone }) => {
  const placed = await order(phone);
  const forgotten = await orderAgain(await fetchOrder(placed.id), {
    accept_within_s: 3,
    hold_s: 60,
  });
  await control("kill", "order");
  await control("start", "order");
  await expect.poll(async () => (await fetchOrder(forgotten.id)).status).toBe("expired");
});
