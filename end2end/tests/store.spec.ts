// The store's settings and the poster.

import { type Page } from "@playwright/test";
import {
  changeStore,
  endOpen,
  expect,
  expectNoViolations,
  expectReflow,
  faultsOf,
  order,
  setHours,
  ROUND_THE_CLOCK,
  test,
} from "./support";

/** Settings that the seed leaves at their defaults. */
const AS_SEEDED = {
  address: { ko: "", en: "" },
  phone: "",
  languages: ["ko", "en"],
  zone: "Asia/Seoul",
};

test.afterEach(async () => {
  await setHours(ROUND_THE_CLOCK);
  await changeStore(AS_SEEDED);
});

/**
 * Saves the settings page, which must not show an earlier confirmation, and waits for the new one.
 */
async function save(tablet: Page): Promise<void> {
  await tablet.getByRole("button", { name: "저장" }).click();
  await expect(tablet.locator(".done")).toHaveText("저장했어요");
}

async function serveIn(tablet: Page, languages: string): Promise<void> {
  await tablet.goto("/admin/store");
  await tablet.getByLabel("손님 화면의 언어").selectOption({ label: languages });
  await save(tablet);
  await expect(tablet.getByLabel("손님 화면의 언어").locator(":checked")).toHaveText(languages);
}

/**
 * Reloads the menu until it is in this language: the change reaches the customers' surface a moment
 * later.
 */
async function menuIn(phone: Page, language: "ko" | "en"): Promise<void> {
  await expect(async () => {
    await phone.goto("/client");
    await expect(phone.locator("html")).toHaveAttribute("lang", language, { timeout: 500 });
  }).toPass();
}

test("settings are changed, and what cannot be read comes back as it was typed", async ({
  tablet,
  phone,
  faults,
}) => {
  faults.expect(faultsOf.status(422, /\/admin\/store/));
  await tablet.goto("/admin/store");
  const shown = tablet.getByLabel("이름", { exact: true });
  const before = await shown.inputValue();
  await shown.fill("주문커피 새 이름");
  await tablet.getByLabel("월", { exact: true }).fill("22:00-22:00");
  await tablet.getByRole("button", { name: "저장" }).click();
  await expect(tablet.getByRole("alert")).toContainText("표시된 칸");
  await expect(tablet.locator("[aria-invalid]")).toHaveValue("22:00-22:00");
  await expect(tablet.getByText("지금: 00:00-24:00")).toBeVisible();
  await expect(shown).toHaveValue("주문커피 새 이름");
  await tablet.getByLabel("월", { exact: true }).fill("00:00-24:00");
  await tablet.getByLabel(/^특별한 날/).fill("2031-12-25 휴무");
  await tablet.getByRole("button", { name: "저장" }).click();
  await expect(tablet.locator(".done")).toHaveText("저장했어요");
  await expect(async () => {
    await phone.goto("/client");
    await expect(phone.getByRole("heading", { name: "주문커피 새 이름" })).toBeVisible({
      timeout: 500,
    });
  }).toPass();
  await expect(tablet.getByLabel(/^특별한 날/)).toHaveValue("2031-12-25 휴무");
  await shown.fill(before);
  await tablet.getByRole("button", { name: "저장" }).click();
  await expect(tablet.locator(".done")).toHaveText("저장했어요");
});

test("of two who change it, the second is shown what the first has saved", async ({
  tablet,
  newTablet,
  faults,
}) => {
  faults.expect(faultsOf.status(422, /\/admin\/store/));
  const other = await newTablet();
  for (const page of [tablet, other]) await page.goto("/admin/store");
  const minutes = (page: typeof tablet) => page.getByLabel("접수를 기다리는 시간(분)");
  const usual = await minutes(tablet).inputValue();
  await minutes(tablet).fill("7");
  await tablet.getByRole("button", { name: "저장" }).click();
  await expect(tablet.locator(".done")).toHaveText("저장했어요");
  await minutes(other).fill("9");
  await other.getByRole("button", { name: "저장" }).click();
  await expect(other.getByRole("alert")).toContainText("그사이 다른 곳에서 바뀌었어요");
  await expect(other.getByText("지금: 7")).toBeVisible();
  await minutes(other).fill(usual);
  await other.getByRole("button", { name: "저장" }).click();
  await expect(other.locator(".done")).toHaveText("저장했어요");
});

test("a store that serves in Korean only shows a reader of English Korean, and no switch", async ({
  tablet,
  newPhone,
}) => {
  const phone = await newPhone({ locale: "en-US" });
  await menuIn(phone, "en");
  await expect(phone.getByRole("button", { name: "한국어" })).toBeVisible();
  await serveIn(tablet, "한국어만");
  await menuIn(phone, "ko");
  await expect(phone.getByRole("link", { name: "내 주문" })).toBeVisible();
  await expect(phone.getByRole("button", { name: /^(한국어|English)$/ })).toHaveCount(0);
  await expect(phone.locator('[data-item="cafe-latte"]')).not.toContainText("Caffè latte");
  await phone.getByRole("link", { name: "설정" }).click();
  await expect(phone.getByRole("radio", { name: "보통" })).toBeChecked();
  await expect(phone.getByRole("radio", { name: /^(한국어|English)$/ })).toHaveCount(0);
});

test("whoever asks for no language of the store's reads its usual one", async ({
  tablet,
  phone,
  newPhone,
}) => {
  const french = await newPhone({ locale: "fr-FR" });
  await menuIn(french, "ko");
  await serveIn(tablet, "영어와 한국어 (기본 영어)");
  await menuIn(french, "en");
  await expect(french.getByRole("button", { name: "한국어" })).toBeVisible();
  await menuIn(phone, "ko");
});

test("a zone that does not exist comes back as it was typed, and one that does is saved", async ({
  tablet,
  faults,
}) => {
  faults.expect(faultsOf.status(422, /\/admin\/store/));
  await tablet.goto("/admin/store");
  const zone = tablet.getByLabel(/^시간대/);
  await zone.fill("Asia/Atlantis");
  await tablet.getByRole("button", { name: "저장" }).click();
  await expect(tablet.getByRole("alert")).toContainText("표시된 칸");
  await expect(tablet.locator("[aria-invalid]")).toHaveValue("Asia/Atlantis");
  await expect(zone).toHaveAttribute("aria-invalid", "true");
  await expect(tablet.getByText("지금: Asia/Seoul")).toBeVisible();
  // Clocks there show the same time as in Seoul.
  await zone.fill("Asia/Tokyo");
  await save(tablet);
  await expect(zone).toHaveValue("Asia/Tokyo");
});

test("customers read where the store is in their language and can call it", async ({
  tablet,
  phone,
  newPhone,
}) => {
  await phone.goto("/client");
  await expect(phone.locator(".place")).toHaveCount(0);
  await tablet.goto("/admin/store");
  await tablet.getByLabel("주소", { exact: true }).fill("서울 성동구 연무장길 1");
  await tablet.getByLabel("영어 주소").fill("1 Yeonmujang-gil, Seoul");
  await tablet.getByLabel("전화번호").fill("02-123-4567");
  await save(tablet);
  await expect(async () => {
    await phone.goto("/client");
    await expect(phone.locator("footer .place")).toContainText("서울 성동구 연무장길 1", {
      timeout: 500,
    });
  }).toPass();
  await expect(phone.getByRole("link", { name: "02-123-4567" })).toHaveAttribute(
    "href",
    "tel:021234567",
  );
  const english = await newPhone({ locale: "en-US" });
  await english.goto("/client");
  await expect(english.locator("footer .place")).toContainText("1 Yeonmujang-gil, Seoul");
  await expect(english.locator("footer .place")).not.toContainText("연무장길");

  const { id } = await order(phone);
  await expect(phone.locator(".order .place")).toContainText("찾는 곳 서울 성동구 연무장길 1");
  await expect(phone.locator(".order").getByRole("link", { name: "02-123-4567" })).toBeVisible();
  await expectNoViolations(phone, "an order with the store's address");
  await expectReflow(phone);
  await tablet.goto(`/admin/orders/${id}/slip`);
  await expect(tablet.locator(".paper")).toContainText("서울 성동구 연무장길 1 · 02-123-4567");
  await endOpen((order) => order.id === id);
});

test("a place where things are made is named, made and taken out, and one that is needed stays", async ({
  tablet,
  faults,
}) => {
  faults.expect(faultsOf.status(422, /\/admin\/store/));
  await tablet.goto("/admin/store");
  await tablet.getByLabel("1번째 곳").fill("에스프레소 바");
  await tablet.getByLabel("새로운 곳", { exact: true }).fill("빙수");
  await tablet.getByLabel("새로운 곳에서 일하는 사람").fill("3");
  await save(tablet);
  await expect(tablet.getByLabel("빙수에서 일하는 사람")).toHaveValue("3");
  await tablet.goto("/admin/menu/items/americano");
  await expect(tablet.getByLabel("만드는 곳").locator("option")).toHaveText([
    "에스프레소 바",
    "주방",
    "빙수",
  ]);
  await tablet.goto("/admin/store");
  await tablet.getByLabel("2번째 곳").fill("");
  await tablet.getByRole("button", { name: "저장" }).click();
  await expect(tablet.getByRole("alert")).toContainText("저장할 수 없는 값");
  await expect(tablet.getByLabel("2번째 곳")).toHaveAttribute("aria-invalid", "true");
  await tablet.goto("/admin/store");
  await tablet.getByLabel("1번째 곳").fill("바");
  await tablet.getByLabel("3번째 곳").fill("");
  await save(tablet);
  await expect(tablet.getByLabel("3번째 곳")).toHaveCount(0);
});

test("the poster has a code for the customers' address", async ({ tablet }) => {
  // Neither the page's address nor the requested host determines what is printed.
  await tablet.goto("/admin/poster?url=https%3A%2F%2Fcafe.example%40evil.example%2Fclient");
  await expect(tablet.getByRole("img", { name: "주문 QR 코드" })).toBeVisible();
  await expect(tablet.locator(".poster .address")).toHaveText("http://127.0.0.1:3000/client");
  await expect(tablet.getByRole("alert"), "no phone gets there").toContainText("JUMUN_CLIENT_URL");
});
