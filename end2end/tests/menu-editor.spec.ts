// The menu editor: customers see what staff change, two people who change the same field are shown
// both values, and items are sorted by dragging or by keyboard.

import { type Page } from "@playwright/test";
import {
  changeItem,
  control,
  drawPhoto,
  dropDraft,
  expect,
  expectAccessible,
  faultsOf,
  setItem,
  test,
} from "./support";

const save = (page: Page) => page.getByRole("button", { name: "저장", exact: true }).click();
const saved = (page: Page) => expect(page.getByRole("status")).toHaveText("저장했어요");

test.afterEach(async () => {
  await control("start", "menu");
  await dropDraft();
  await changeItem("americano", {
    price_minor: 4500,
    name: { ko: "아메리카노", en: "Americano" },
    prep_s: 60,
  });
});

test("a price is seen on an open menu, and what cannot be saved comes back as it was typed", async ({
  tablet,
  phone,
  faults,
}) => {
  faults.expect(faultsOf.status(422, /\/admin\/menu\//));
  await phone.goto("/client");
  await phone.locator(".menu-live[data-hydrated]").waitFor({ state: "attached" });
  await tablet.getByRole("button", { name: "더 보기" }).click();
  await tablet.getByRole("link", { name: "메뉴 편집" }).click();
  await tablet.getByRole("link", { name: /^아메리카노/ }).click();
  const price = tablet.getByLabel(/^가격/);
  await price.fill("사천");
  await tablet.getByLabel("영어 이름").fill("Long black");
  await save(tablet);
  await expect(tablet.getByRole("alert")).toContainText("표시된 칸");
  await expect(tablet.locator("[aria-invalid]")).toHaveValue("사천");
  await expect(tablet.getByLabel("영어 이름")).toHaveValue("Long black");
  await price.fill("4,900");
  await save(tablet);
  await saved(tablet);
  await expect(price).toHaveValue("4900");
  await expect(phone.locator('[data-item="americano"]')).toContainText("4,900원");
});

test("a rule of the menu is said at its field", async ({ tablet, faults }) => {
  faults.expect(faultsOf.status(422, /\/admin\/menu\//));
  await tablet.goto("/admin/menu/groups/shots/options/shot");
  await tablet.getByLabel(/^미리 골라 둘 개수/).fill("9");
  await save(tablet);
  await expect(tablet.locator('[data-field="default_quantity"] [aria-invalid]')).toHaveValue("9");
});

test("of two who change different fields both are saved, and of the same field both are shown", async ({
  tablet,
  newTablet,
  faults,
}) => {
  faults.expect(faultsOf.status(409, /\/admin\/menu\//));
  const other = await newTablet();
  for (const page of [tablet, other]) await page.goto("/admin/menu/items/americano");
  await tablet.getByLabel(/^가격/).fill("4700");
  await save(tablet);
  await saved(tablet);
  await other.getByLabel(/^만드는 시간/).fill("50");
  await other.getByLabel(/^가격/).fill("4800");
  await save(other);
  await expect(other.getByRole("alert")).toContainText("같은 칸이 바뀌었어요");
  const conflict = other.locator('[data-field="price_minor"] .conflict');
  await expect(conflict).toContainText(/처음\s*4500\s*지금\s*4700\s*내 값\s*4800/);
  await expect(other.locator(".conflict")).toHaveCount(1);
  await conflict.getByRole("button", { name: "지금 값으로" }).click();
  await expect(other.getByLabel(/^가격/)).toHaveValue("4700");
  await expect(other.getByLabel(/^만드는 시간/)).toHaveValue("50");
  await save(other);
  await saved(other);
  await tablet.getByLabel("영어 이름").fill("Long black");
  await save(tablet);
  await saved(tablet);
  await expect(tablet.getByLabel(/^만드는 시간/), "what the other one saved stays").toHaveValue(
    "50",
  );
  await expect(tablet.getByLabel(/^가격/)).toHaveValue("4700");
});

test("with scripts off something is made, moved, sold and taken out again", async ({
  newTablet,
  phone,
  faults,
}) => {
  faults.expect(/warning .*\.wasm was preloaded using link preload but not used/);
  const tablet = await newTablet({ javaScriptEnabled: false });
  await tablet.goto("/admin/menu");
  await tablet.getByRole("link", { name: "분류 더하기" }).click();
  await tablet.getByLabel("이름", { exact: true }).fill("시험 분류");
  await save(tablet);
  await saved(tablet);
  await tablet.goto("/admin/menu/groups/new");
  await tablet.getByLabel("이름", { exact: true }).fill("시험 옵션");
  await tablet.getByLabel(/^첫 번째 선택지/).fill("하나");
  await save(tablet);
  await saved(tablet);
  await tablet.getByRole("link", { name: "선택지 더하기" }).click();
  await tablet.getByLabel("이름", { exact: true }).fill("둘");
  await tablet.getByLabel(/^추가 금액/).fill("500");
  await save(tablet);
  await saved(tablet);
  await tablet.getByRole("link", { name: "뒤로" }).click();
  await tablet.getByRole("button", { name: "둘 위로" }).click();
  await expect(tablet.locator(".ordered li").first()).toContainText("둘");

  await tablet.goto("/admin/menu");
  await tablet.getByRole("link", { name: "시험 분류에 메뉴 더하기" }).click();
  await tablet.getByLabel("이름", { exact: true }).fill("시험 음료");
  await tablet.getByLabel(/^가격/).fill("3000");
  await tablet.getByRole("checkbox", { name: "시험 옵션" }).check();
  await tablet.getByRole("checkbox", { name: "우유", exact: true }).first().check();
  await save(tablet);
  await saved(tablet);
  await expect(async () => {
    await phone.goto("/client");
    await phone.getByRole("link", { name: /시험 음료/ }).click({ timeout: 500 });
  }).toPass();
  await expect(phone.getByText("둘")).toBeVisible();
  await expect(phone.getByText(/알레르기: 우유/)).toBeVisible();

  const remove = async () => {
    await tablet.locator(".removal summary").click();
    await tablet.getByRole("button", { name: "정말 지우기" }).click();
    await expect(tablet.getByRole("status")).toHaveText("지웠어요");
  };
  await tablet.goto("/admin/menu");
  await tablet
    .locator('form:has([value="categories"])')
    .getByRole("link", { name: /^시험 분류/ })
    .click();
  await tablet.locator(".removal summary").click();
  await expect(tablet.locator(".removal")).toContainText("시험 음료에 쓰이고 있어서");
  await tablet.goto("/admin/menu");
  await tablet.getByRole("link", { name: /^시험 음료/ }).click();
  await remove();
  await tablet
    .locator('form:has([value="categories"])')
    .getByRole("link", { name: /^시험 분류/ })
    .click();
  await remove();
  await tablet.getByRole("link", { name: /^시험 옵션/ }).click();
  await remove();
});

test("a table goes out and comes in: what it would change is seen first, with every fault by its line", async ({
  tablet,
  newTablet,
  phone,
  faults,
}) => {
  faults.expect(
    faultsOf.status(422, /\/admin\/menu\/csv/),
    faultsOf.status(409, /\/admin\/menu\/csv/),
  );
  await tablet.goto("/admin/menu");
  await tablet.getByRole("link", { name: /CSV/ }).click();
  const table = async () => (await tablet.context().request.get("/admin/menu.csv")).text();
  const before = await table();
  const upload = async (page: Page, text: string) => {
    await page.goto("/admin/menu/csv");
    await page
      .getByLabel(/CSV 파일/)
      .setInputFiles({ name: "menu.csv", mimeType: "text/csv", buffer: Buffer.from(text) });
    await page.getByRole("button", { name: "미리 보기" }).click();
  };
  await upload(tablet, before);
  await expect(tablet.getByRole("heading", { name: "바뀌는 것이 없어요" })).toBeVisible();
  await upload(tablet, before.replace(",4500,", ",비싸요,"));
  await expect(tablet.locator(".faults li")).toHaveCount(1);
  await expect(tablet.locator(".faults")).toContainText(/번째 줄\s*가격/);
  await expect(tablet.getByRole("button", { name: /이대로 저장/ })).toHaveCount(0);

  const dearer = before.replace(/^(item,americano,.*?),4500,/m, "$1,4800,");
  const other = await newTablet();
  await upload(other, dearer);
  await upload(tablet, dearer);
  await expect(tablet.locator(".changes li")).toHaveText([/메뉴 아메리카노: 가격 4500 → 4800/]);
  await phone.goto("/client/items/americano");
  await expect(phone.locator("main")).toContainText("4,500원");
  await tablet.getByRole("button", { name: "1가지를 이대로 저장" }).click();
  await expect(tablet.getByRole("status")).toContainText("저장했어요");
  await phone.goto("/client/items/americano");
  await expect(phone.locator("main")).toContainText("4,800원");
  await other.getByRole("button", { name: "1가지를 이대로 저장" }).click();
  await expect(other.getByRole("alert")).toHaveAttribute("data-code", "menu_changed");
  await upload(tablet, before);
  await tablet.getByRole("button", { name: "1가지를 이대로 저장" }).click();
  await expect(tablet.getByRole("status")).toContainText("저장했어요");
  expect(await table()).toBe(before);
});

/** Names in a list, in order. */
const names = (page: Page, first: string) =>
  page
    .locator("form.ordered")
    .filter({ hasText: first })
    .first()
    .locator("a span")
    .allTextContents();

test("items are put in order by keyboard and by dragging, each move at once and a save behind the one under way", async ({
  tablet,
  phone,
}) => {
  await tablet.goto("/admin/menu");
  const list = tablet.locator("form.ordered[data-awake]").filter({ hasText: "아메리카노" }).first();
  const before = await names(tablet, "아메리카노");
  const [first, second, third] = before;
  const down = list.getByRole("button", { name: `${first} 아래로` });
  const writes: string[] = [];
  tablet.on("request", (request) => {
    if (request.method() === "POST") writes.push(request.url());
  });
  await down.focus();
  await tablet.keyboard.press("Enter");
  await tablet.keyboard.press("Enter");
  await expect(down, "the focus goes along").toBeFocused();
  await expect(list.locator("output")).toHaveText("순서를 저장했어요");
  expect(writes.length).toBeLessThanOrEqual(2);
  await tablet.reload();
  expect((await names(tablet, "아메리카노")).slice(0, 3)).toEqual([second, third, first]);
  await expect(async () => {
    await phone.goto("/client");
    await expect(phone.locator("[data-item]").first()).toContainText(second, { timeout: 500 });
  }).toPass();

  await list.and(tablet.locator("[data-awake]")).waitFor();
  const grip = list.locator("li").filter({ hasText: first }).first().locator(".handle");
  const [from, to] = [await grip.boundingBox(), await list.locator("li").first().boundingBox()];
  if (!from || !to) throw new Error("nothing to drag");
  await tablet.mouse.move(from.x + 10, from.y + 10);
  await tablet.mouse.down();
  await tablet.mouse.move(from.x + 10, to.y + 5, { steps: 8 });
  await tablet.mouse.up();
  await expect(list.locator("output")).toHaveText("순서를 저장했어요");
  await tablet.reload();
  expect(await names(tablet, "아메리카노")).toEqual(before);
});

test("a photo is shown without a word of where it was taken, also while the menu service is down", async ({
  tablet,
  phone,
  faults,
}) => {
  faults.expect(faultsOf.lostConnection);
  await tablet.goto("/admin/menu/items/americano");
  const plain = await drawPhoto(tablet, "image/jpeg");
  const exif = Buffer.concat([
    Buffer.from("Exif\0\0MM\0*\0\0\0\x08\0\0\0\0\0\0", "latin1"),
    Buffer.from("GPSLatitude 37.5445"),
  ]);
  const mark = Buffer.from([0xff, 0xe1, 0, exif.length + 2]);
  const photo = Buffer.concat([plain.subarray(0, 2), mark, exif, plain.subarray(2)]);
  await tablet
    .getByLabel(/^사진 파일/)
    .setInputFiles({ name: "photo.jpg", mimeType: "image/jpeg", buffer: photo });
  await tablet.getByLabel(/^사진 설명/).fill("창가의 잔");
  await tablet.getByRole("button", { name: "사진 저장" }).click();
  await saved(tablet);
  await expect(tablet.getByRole("img", { name: "아메리카노의 지금 사진" })).toBeVisible();
  const shown = phone.locator('[data-item="americano"] img');
  await expect(async () => {
    await phone.goto("/client");
    await expect(shown).toHaveAttribute("alt", "창가의 잔", { timeout: 500 });
  }).toPass();
  await expect
    .poll(() => shown.evaluate((image: HTMLImageElement) => image.naturalWidth), "it can be seen")
    .toBeGreaterThan(50);
  const address = (await shown.getAttribute("src")) ?? "";
  const kept = await phone.context().request.get(address);
  expect(kept.headers()["cache-control"]).toContain("immutable");
  expect(kept.headers()["content-type"]).toBe("image/jpeg");
  const bytes = (await kept.body()).toString("latin1");
  expect(bytes).not.toContain("Exif");
  expect(bytes).not.toContain("GPS");
  await control("kill", "menu");
  expect((await phone.context().request.get(address)).status(), "as it was last shown").toBe(200);
  await control("start", "menu");
  await expect(async () => {
    await tablet.goto("/admin/menu/items/americano");
    await tablet.getByRole("button", { name: "사진 지우기" }).click();
    await expect(tablet.locator(".done")).toHaveText("저장했어요", { timeout: 1000 });
  }).toPass();
  await expect(tablet.getByRole("img")).toHaveCount(0);
});

test("a draft is looked at beforehand and is the menu when it is published", async ({
  tablet,
  newTablet,
  phone,
  faults,
}) => {
  faults.expect(faultsOf.status(409, /\/admin\/menu\//));
  const other = await newTablet();
  const price = (page: Page) => page.locator('[data-item="americano"]');
  await tablet.goto("/admin/menu");
  await tablet.getByRole("button", { name: "초안 시작" }).click();
  const draft = tablet.getByRole("region", { name: "초안" });
  await expect(draft).toContainText("아직 바뀐 것이 없어요");
  await tablet.goto("/admin/menu/items/americano");
  await other.goto("/admin/menu/items/americano");
  await expect(tablet.locator(".notice.draft")).toContainText("손님에게는 아직 보이지 않아요");
  await tablet.getByLabel(/^가격/).fill("9900");
  await save(tablet);
  await saved(tablet);
  await phone.goto("/client");
  await expect(price(phone)).not.toContainText("9,900");

  await setItem("americano", "sold_out");
  await tablet.goto("/admin/preview");
  await expect(tablet.locator("aside.preview")).toContainText("초안 미리 보기예요");
  await expect(price(tablet)).toContainText("9,900");
  await expect(price(tablet), "what happens meanwhile is in the draft").toContainText("품절");
  await expectAccessible(tablet);
  await tablet
    .getByRole("link", { name: /^아메리카노/ })
    .first()
    .click();
  await expect(tablet).toHaveURL(/\/admin\/preview\/items\/americano$/);
  await expect(tablet.getByRole("heading", { name: "아메리카노" })).toBeVisible();
  await setItem("americano", "available");

  await tablet.goto("/admin/menu");
  await expect(draft.locator(".changes li")).toHaveText([/^메뉴 아메리카노: 가격.*→ 9,?900/]);
  await expectAccessible(tablet);
  await draft.getByRole("button", { name: "1가지를 손님에게 보이기" }).click();
  await expect(tablet.locator(".done")).toHaveText("손님에게 보이게 했어요");
  await expect(async () => {
    await phone.goto("/client");
    await expect(price(phone)).toContainText("9,900", { timeout: 500 });
  }).toPass();

  // A form that was opened in the draft must not change the published menu.
  await other.getByLabel(/^만드는 시간/).fill("55");
  await save(other);
  await expect(other.getByRole("alert")).toHaveAttribute("data-code", "draft_changed");
  await expect(other.getByLabel(/^만드는 시간/)).toHaveValue("55");

  await tablet.goto("/admin/menu");
  await tablet.getByRole("button", { name: "초안 시작" }).click();
  await tablet.goto("/admin/menu/items/americano");
  await tablet.getByLabel(/^가격/).fill("1");
  await save(tablet);
  await saved(tablet);
  await tablet.goto("/admin/menu");
  await draft.getByText("초안 버리기").click();
  await draft.getByRole("button", { name: "정말 버리기" }).click();
  await expect(tablet.locator(".done")).toHaveText("초안을 버렸어요");
  await tablet.goto("/admin/menu/items/americano");
  await expect(tablet.getByLabel(/^가격/)).toHaveValue("9900");
});

test("while the menu service is down the editor says so and keeps what was typed", async ({
  tablet,
  faults,
}) => {
  faults.expect(faultsOf.status(503, /\/admin\/menu/));
  await tablet.goto("/admin/menu/items/americano");
  await tablet.getByLabel("영어 이름").fill("Long black");
  await control("kill", "menu");
  await save(tablet);
  await expect(tablet.getByRole("alert")).toHaveAttribute("data-code", "menu_unavailable");
  await expect(tablet.getByLabel("영어 이름")).toHaveValue("Long black");
  const other = await tablet.context().newPage();
  await expect(async () => {
    await other.goto("/admin/menu/items/americano");
    await expect(other.locator('[data-condition="editing-unavailable"]')).toBeVisible({
      timeout: 500,
    });
  }).toPass();
  await control("start", "menu");
  await expect(async () => {
    await save(tablet);
    await expect(tablet.locator(".done")).toHaveText("저장했어요", { timeout: 1000 });
  }).toPass();
});
