// Tickets on a network printer: each is printed once, and a failure is shown with its cause.

import { expect, faultsOf, fetchOrder, order, press, test, ticket } from "./support";
import { removePrinters, StandIn } from "./support/printer";
import { type Page } from "@playwright/test";

let printer: StandIn;

test.beforeEach(async () => {
  // No print job of an earlier test waits for a decision.
  await removePrinters();
  printer = await StandIn.start();
});

test.afterEach(() => printer.stop());
test.afterAll(removePrinters);

async function addPrinter(tablet: Page): Promise<void> {
  await tablet.goto("/admin/printers");
  const form = tablet
    .locator("form", { has: tablet.getByRole("button", { name: "저장" }) })
    .first();
  await form.getByLabel("이름").fill("바");
  await form.getByLabel(/^주소/).fill(printer.address);
  await form.getByRole("button", { name: "저장" }).click();
  await expect(tablet.locator(".done")).toHaveText("저장했어요");
}

test("an accepted order is on paper once, and once more when that is asked for", async ({
  tablet,
  phone,
}) => {
  await addPrinter(tablet);
  const placed = await order(phone, { name: "민지", note: "얼음 적게" });
  await tablet.goto("/admin");
  await tablet.locator(".board[data-hydrated][data-live]").waitFor();
  await press(tablet, ticket(tablet, placed.number).getByRole("button", { name: "접수" }));
  await expect.poll(() => printer.pages.length).toBe(1);
  for (const words of [String(placed.number), "아메리카노", "민지", "얼음 적게"])
    expect(printer.pages[0]).toContain(words);

  const paper = tablet.getByRole("region", { name: "출력" });
  await expect(async () => {
    await tablet.goto(`/admin/orders/${placed.id}`);
    await expect(paper.getByRole("listitem")).toHaveText(/출력됨/, { timeout: 500 });
  }).toPass();
  await paper.getByRole("button", { name: "바 다시 출력" }).click();
  await expect(tablet.getByRole("status")).toHaveText("프린터로 보냈어요");
  await expect.poll(() => printer.pages.length).toBe(2);
  expect(printer.pages[1]).toContain("재출력");
  await expect(async () => {
    await tablet.goto("/admin/printers");
    await expect(tablet.locator(".condition")).toHaveText("정상", { timeout: 500 });
  }).toPass();
  const { version } = await fetchOrder(placed.id);
  expect(version, "printing changes no order").toBe(2);
});

test("a printer that breaks off is shown with its cause, and staff decide", async ({
  tablet,
  newPhone,
  newTablet,
}) => {
  await addPrinter(tablet);
  await printer.turn("drops");
  const placed = await order(await newPhone());
  await tablet.goto("/admin");
  await tablet.locator(".board[data-hydrated][data-live]").waitFor();
  await press(tablet, ticket(tablet, placed.number).getByRole("button", { name: "접수" }));
  await expect(
    tablet.getByText(/확인이 필요한 출력 \d+건/),
    "the board says so without a reload",
  ).toBeVisible({ timeout: 25_000 });
  await tablet.getByRole("link", { name: "프린터 보기" }).click();
  const deciding = tablet.getByRole("region", { name: "확인이 필요한 출력" });
  const row = deciding.getByRole("listitem").filter({ hasText: `${placed.number}번` });
  await expect(row).toContainText("출력하는 중에 연결이 끊겼어요.");
  expect(printer.pages).toHaveLength(0);

  await printer.turn("well");
  const other = await newTablet({ javaScriptEnabled: false });
  await other.goto("/admin/printers");
  await row.getByRole("button", { name: "다시 출력" }).click();
  await expect.poll(() => printer.pages.length).toBe(1);
  await expect(row).toHaveCount(0);
  // The other tablet's page was loaded before that decision.
  await other
    .getByRole("region", { name: "확인이 필요한 출력" })
    .getByRole("button", { name: `${placed.number}번 다시 출력` })
    .click();
  await expect(other.getByRole("alert")).toContainText("그사이 다른 사람이 처리했어요");
  expect(printer.pages, "two tablets print once").toHaveLength(1);
});

test("a printer without paper says so and prints when it has some", async ({ tablet }) => {
  await addPrinter(tablet);
  await printer.turn("paper_out");
  await tablet.getByRole("button", { name: "바 시험 출력" }).click();
  await expect(async () => {
    await tablet.goto("/admin/printers");
    await expect(tablet.locator(".condition")).toContainText("용지가 없어요. · 1건 대기", {
      timeout: 500,
    });
  }).toPass();
  await printer.turn("well");
  await expect.poll(() => printer.pages.length, { timeout: 25_000 }).toBe(1);
  expect(printer.pages[0]).toContain("시험 출력");
});

test("an address that is no printer's comes back as it was typed", async ({ tablet, faults }) => {
  faults.expect(faultsOf.status(422, /\/admin\/printers/));
  await tablet.goto("/admin/printers");
  const form = tablet
    .locator("form", { has: tablet.getByRole("button", { name: "저장" }) })
    .first();
  await form.getByLabel("이름").fill("주방");
  await form.getByLabel(/^주소/).fill("printer.example:9100");
  await form.getByRole("button", { name: "저장" }).click();
  await expect(tablet.getByRole("alert")).toContainText("매장 안의 IP");
  await expect(form.getByLabel(/^주소/)).toHaveValue("printer.example:9100");
  await form.getByLabel(/^주소/).fill(printer.address);
  await form.getByRole("button", { name: "저장" }).click();
  await expect(tablet.getByRole("heading", { name: `주방 ${printer.address}` })).toBeVisible();
  await tablet.locator("summary", { hasText: "설정" }).click();
  await tablet.getByRole("button", { name: "주방 삭제" }).click();
  await expect(tablet.getByRole("heading", { name: /주방/ })).toHaveCount(0);
});
