// The store's settings and the poster.

import { expect, setHours, ROUND_THE_CLOCK, test } from "./support";

test.afterEach(() => setHours(ROUND_THE_CLOCK));

test("settings are changed, and what cannot be read comes back as it was typed", async ({ tablet, phone }) => {
  await tablet.goto("/admin/store");
  const shown = tablet.getByLabel("이름", { exact: true });
  const before = await shown.inputValue();
  await shown.fill("주문커피 새 이름");
  await tablet.getByLabel("월", { exact: true }).fill("22:00-07:30");
  await tablet.getByRole("button", { name: "저장" }).click();
  await expect(tablet.getByRole("alert")).toContainText("표시된 칸");
  await expect(tablet.locator("[aria-invalid]")).toHaveValue("22:00-07:30");
  await expect(tablet.getByText("지금: 00:00-24:00")).toBeVisible();
  await expect(shown).toHaveValue("주문커피 새 이름");
  await tablet.getByLabel("월", { exact: true }).fill("00:00-24:00");
  await tablet.getByLabel(/^특별한 날/).fill("2031-12-25 휴무");
  await tablet.getByRole("button", { name: "저장" }).click();
  await expect(tablet.getByRole("status")).toHaveText("저장했어요");
  await expect(async () => {
    await phone.goto("/client");
    await expect(phone.getByRole("heading", { name: "주문커피 새 이름" })).toBeVisible({ timeout: 500 });
  }).toPass();
  await expect(tablet.getByLabel(/^특별한 날/)).toHaveValue("2031-12-25 휴무");
  await shown.fill(before);
  await tablet.getByRole("button", { name: "저장" }).click();
  await expect(tablet.getByRole("status")).toHaveText("저장했어요");
});

test("of two who change it, the second is shown what the first has saved", async ({ tablet, newTablet }) => {
  const other = await newTablet();
  for (const page of [tablet, other]) await page.goto("/admin/store");
  const minutes = (page: typeof tablet) => page.getByLabel("접수를 기다리는 시간(분)");
  const usual = await minutes(tablet).inputValue();
  await minutes(tablet).fill("7");
  await tablet.getByRole("button", { name: "저장" }).click();
  await expect(tablet.getByRole("status")).toHaveText("저장했어요");
  await minutes(other).fill("9");
  await other.getByRole("button", { name: "저장" }).click();
  await expect(other.getByRole("alert")).toContainText("그사이 다른 곳에서 바뀌었어요");
  await expect(other.getByText("지금: 7")).toBeVisible();
  await minutes(other).fill(usual);
  await other.getByRole("button", { name: "저장" }).click();
  await expect(other.getByRole("status")).toHaveText("저장했어요");
});

test("the poster has a code for the customers' address", async ({ tablet }) => {
  await tablet.goto("/admin/poster?url=https%3A%2F%2Fcafe.example%2Fclient");
  await expect(tablet.getByRole("img", { name: "주문 QR 코드" })).toBeVisible();
  await expect(tablet.locator(".poster .address")).toHaveText("https://cafe.example/client");
});
