// The phone's list of orders: open ones come first and update, past ones can be ordered again.

import {
  SIZES,
  expect,
  expectAccessible,
  expectReflow,
  move,
  order,
  setItem,
  test,
} from "./support";
import { placeFor } from "./support/heard";

const ITEM = "cappuccino";

test.afterEach(async () => setItem(ITEM, "available"));

test("open orders come first and move by themselves", SIZES, async ({ phone }) => {
  test.setTimeout(120_000);
  const ended = await order(phone);
  await move(ended.id, "cancelled");
  const open = await order(phone);
  const newest = await order(phone);
  await move(newest.id, "cancelled");
  const underWay = phone.getByRole("region", { name: "진행 중인 주문" });
  const past = phone.getByRole("region", { name: "지난 주문" });
  // A newly opened page shows the orders' state as far as the surface knows it.
  await expect(async () => {
    await phone.goto("/client/orders");
    await expect(past.getByRole("listitem")).toHaveCount(2, { timeout: 500 });
  }).toPass();
  await phone.locator(".live-feed[data-hydrated]").waitFor({ state: "attached" });
  await expect(underWay.getByRole("listitem")).toHaveCount(1);
  await expect(past.getByRole("listitem").first()).toContainText(String(newest.number));

  await move(open.id, "accepted", "preparing", "ready");
  const row = underWay.locator(`[data-id="${open.id}"]`);
  await expect(row, "without a reload").toContainText("준비됐어요");
  const other = await placeFor(phone);
  await expect(underWay.getByRole("listitem"), "ordered in another tab").toHaveCount(2);
  await expectAccessible(phone);
  await expectReflow(phone);
  await move(open.id, "completed");
  await expect(row, "and stays in sight when it ends").toContainText("수령 완료");
  await move(other.id, "cancelled");
  await expect(async () => {
    await phone.reload();
    await expect(past.getByRole("listitem")).toHaveCount(4, { timeout: 500 });
  }).toPass();
  await expect(underWay).toBeHidden();
});

for (const scripts of [true, false]) {
  test(`the same again puts it into the cart and says what is different, ${scripts ? "hydrated" : "without scripts"}`, async ({
    newPhone,
  }) => {
    const phone = await newPhone({ javaScriptEnabled: scripts });
    await phone.goto("/client");
    const chosen = (option_id: string) => ({
      option_id,
      group: "",
      name: option_id,
      price: 0,
      quantity: 1,
    });
    const options = ["hot", "size-regular", "house-blend"].map(chosen);
    const line = (item_id: string, name: string, unit_price: number) => ({
      item_id,
      name,
      unit_price,
      quantity: 2,
      options,
      line_total: 2 * unit_price,
    });
    const lines = [
      line("americano", "아메리카노", 100),
      line("no-such-item", "없어진 메뉴", 1000),
      line(ITEM, "카푸치노", 5000),
    ];
    const placed = await placeFor(phone, {
      lines,
      total: lines.reduce((sum, { line_total }) => sum + line_total, 0),
    });
    await move(placed.id, "cancelled");
    await setItem(ITEM, "sold_out");
    await expect(async () => {
      await phone.goto("/client");
      await expect(phone.locator(`[data-item="${ITEM}"]`)).toHaveAttribute("data-sold-out", {
        timeout: 500,
      });
    }).toPass();

    await phone.goto("/client/orders");
    await phone.getByRole("button", { name: /^똑같이 담기/ }).click();
    await expect(phone).toHaveURL(/\/client\/cart\?again=/);
    const differences = phone.locator(".differences li");
    await expect(differences).toHaveCount(3);
    await expect(phone.locator('[data-difference="price"]')).toContainText(/아메리카노.*100원 →/);
    await expect(phone.locator('[data-difference="gone"]')).toContainText("없어진 메뉴");
    await expect(phone.locator('[data-difference="fault"]')).toContainText("품절");
    await expect(phone.locator(".lines > li")).toHaveCount(2);
    if (scripts) await expectAccessible(phone);
  });
}

test("the same again of what is still the same says so; somebody else's order is not found", async ({
  phone,
  newPhone,
}) => {
  const placed = await order(phone, { item: "cafe-latte" });
  await move(placed.id, "cancelled");
  await phone.goto(placed.url);
  await phone.getByRole("button", { name: "똑같이 담기" }).click();
  await expect(phone.getByText("지난 주문과 똑같이 담았어요.")).toBeVisible();
  await expect(phone.locator(".lines > li")).toHaveCount(1);

  const stranger = await newPhone();
  await stranger.goto("/client");
  const answer = await stranger.context().request.post("/client/api/orders/again", {
    form: { id: placed.id },
    headers: { accept: "text/html" },
    maxRedirects: 0,
  });
  expect(answer.headers()["location"]).toContain("problem=not_found");
});
