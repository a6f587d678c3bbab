// Two tablets on one queue, and steps that are undone.

import {
  awake,
  expect,
  faultsOf,
  fetchOrder,
  move,
  order,
  press,
  progress,
  test,
  ticket,
} from "./support";

test("the second tablet to act on a ticket is told that another was first", async ({
  phone,
  tablet,
  newTablet,
  faults,
}) => {
  faults.expect(faultsOf.status(409, /\/admin\/api\/orders\/move/));
  const placed = await order(phone);
  const late = await newTablet();
  // Its feed hangs: it shows the state at its opening, as a tablet on a slow network does for a
  // moment.
  await late.route("**/admin/live/board", () => undefined);
  await late.goto("/admin");
  await late.locator(".board[data-hydrated]").waitFor();

  await press(
    tablet,
    ticket(tablet, placed.number).getByRole("button", { name: "접수", exact: true }),
  );
  await expect(ticket(tablet, placed.number)).toHaveAttribute("data-status", "accepted");
  const card = ticket(late, placed.number);
  await card.getByRole("button", { name: "거절" }).click();
  await press(late, card.getByRole("group", { name: "사유" }).getByRole("button").first());
  await expect(late.getByRole("alert").filter({ hasText: "다른 화면에서" })).toContainText(
    "다른 화면에서 먼저 처리했어요. (관리자) 지금 상태: 접수",
  );
  expect((await fetchOrder(placed.id)).status).toBe("accepted");
});

test("the same step on both tablets is one step", async ({ phone, tablet, newTablet }) => {
  const placed = await order(phone);
  const other = await newTablet();
  await other.route("**/admin/live/board", () => undefined);
  await other.goto("/admin");
  await other.locator(".board[data-hydrated]").waitFor();
  for (const page of [tablet, other]) {
    await press(
      page,
      ticket(page, placed.number).getByRole("button", { name: "접수", exact: true }),
    );
  }
  expect(await fetchOrder(placed.id)).toMatchObject({ status: "accepted", version: 2 });
});

test("a rejection tells the phone why", async ({ phone, tablet }) => {
  const placed = await order(phone);
  await awake(phone);
  const card = ticket(tablet, placed.number);
  await card.getByRole("button", { name: "거절" }).click();
  await card.getByRole("button", { name: "재료가 떨어졌어요" }).click();
  await expect(progress(phone, "rejected")).toContainText("매장 사정으로 주문이 거절되었어요");
  await expect(progress(phone)).toContainText("재료가 떨어졌어요");
  await expect(card).toHaveCount(0);
  await phone.reload();
  await expect(progress(phone, "rejected")).toContainText("재료가 떨어졌어요");
});

test("ready and completed can be taken back", async ({ phone, tablet }) => {
  const placed = await order(phone);
  await awake(phone);
  const card = ticket(tablet, placed.number);
  await move(placed.id, "accepted", "preparing", "ready");
  await press(tablet, card.getByRole("button", { name: "되돌리기" }));
  await expect(progress(phone, "preparing")).toBeVisible();
  await expect(tablet.getByRole("region", { name: "제조" }).locator(card)).toBeVisible();

  await move(placed.id, "ready", "completed");
  await expect(card).toHaveCount(0);
  await press(
    tablet,
    tablet.getByRole("button", { name: `${placed.number} 되돌리기`, exact: true }),
  );
  await expect(progress(phone, "ready")).toBeVisible();
  await expect(tablet.getByRole("region", { name: "준비 완료" }).locator(card)).toBeVisible();
});
