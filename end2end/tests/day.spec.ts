// The day's figures: every order that was placed is counted, and the spreadsheet lists it.

import { expect, fetchOrder, move, order, orders, test } from "./support";

test("the ledger accounts for every order of the day, and the spreadsheet has a line for each", async ({
  phone,
  tablet,
}) => {
  const placed = await order(phone, { name: "=1+1" });
  await move(placed.id, "accepted", "preparing", "ready", "completed");
  await tablet.getByRole("button", { name: "더 보기" }).click();
  await tablet.getByRole("link", { name: "하루 정산" }).click();
  const ledger = tablet.getByRole("status");
  await expect(ledger).toContainText("빠진 번호 없음");
  const counts = (await ledger.innerText()).match(/\d+/g)?.map(Number) ?? [];
  const [all = 0, done = 0, otherwise = 0, open = 0] = counts;
  expect(done + otherwise + open).toBe(all);
  await expect(tablet.getByRole("region", { name: "메뉴별 판매" })).toContainText("아메리카노");

  const download = tablet.waitForEvent("download");
  await tablet.getByRole("link", { name: "CSV 받기", exact: true }).click();
  const stream = await (await download).createReadStream();
  let text = "";
  for await (const part of stream) text += String(part);
  const lines = text.trim().split(/\r?\n/);
  const { business_date } = await fetchOrder(placed.id);
  const today = (await orders()).filter((order) => order.business_date === business_date);
  // The header, one line per order, and the totals.
  expect(lines.length - 2).toBe(today.length);
  expect(
    lines.find((line) => line.includes(`,${placed.number},`) && line.includes("전달 완료")),
  ).toContain("'=1+1");
});

test("an empty day is said so, and nobody else may look", async ({ tablet, playwright }) => {
  await tablet.goto("/admin/day?date=2020-01-01");
  await expect(tablet.getByRole("main")).toContainText("주문이 없었어요");
  const http = await playwright.request.newContext({ baseURL: new URL(tablet.url()).origin });
  expect((await http.get("/admin/day.csv?date=2020-01-01")).status()).toBe(401);
  const page = await http.get("/admin/day", { maxRedirects: 0, headers: { accept: "text/html" } });
  expect([page.status(), page.headers()["location"]]).toEqual([302, "/admin/sign-in"]);
  await http.dispose();
});
