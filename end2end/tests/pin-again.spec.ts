// A PIN that was typed long ago is asked for again before people, prices or money change, and no
// input is lost by that.

import { type Page } from "@playwright/test";
import { expect, faultsOf, STAFF_URL, signIn, STAFF_PIN, tabletOptions, test } from "./support";
import { OwnSurface } from "./support/surface";
import { aged, staffKey } from "./support/tokens";

let counter: OwnSurface;

test.beforeAll(async () => {
  counter = await OwnSurface.prepare("admin");
  // An idle session would end after the same time, so this counter has no idle lock.
  await counter.start({
    "staff-url": STAFF_URL,
    "staff-key": staffKey(),
    "idle-lock-min": "0",
  });
});
test.afterAll(() => counter.remove());

/** Makes the PIN twenty minutes old, on a device that it has just enrolled. */
async function later(page: Page): Promise<void> {
  const session = (await page.context().cookies()).find(({ name }) => name === "jumun_staff");
  if (!session) throw new Error("nobody is signed in");
  await page.context().addCookies([{ ...session, value: aged(session.value, 20) }]);
}

async function answerWith(page: Page, pin: string): Promise<void> {
  await expect(page.getByRole("heading", { name: "PIN 확인" })).toBeVisible();
  await page.getByLabel("PIN").fill(pin);
  await page.getByRole("button", { name: "확인하고 저장" }).click();
}

const saved = (page: Page) => expect(page.getByRole("status")).toContainText("저장했어요");

for (const javaScriptEnabled of [true, false]) {
  const open = async (browser: Parameters<typeof signIn>[0]) => {
    const options = { ...tabletOptions, baseURL: counter.url, javaScriptEnabled };
    const page = await (
      await browser.newContext({ ...options, storageState: await signIn(browser) })
    ).newPage();
    await later(page);
    return page;
  };

  test.describe(`scripts ${javaScriptEnabled ? "on" : "off"}`, () => {
    test.beforeEach(({ faults }) => faults.expect(faultsOf.status(403, /\/admin\//)));

    test("somebody is added with the PIN typed again, after a wrong one, and the next change takes none", async ({
      browser,
    }) => {
      const page = await open(browser);
      await page.goto("/admin/people");
      const form = page.getByRole("region", { name: "직원 추가" });
      await form.getByLabel("이름").fill("하람 <b>");
      await form.getByLabel("PIN").fill("735911");
      await form.getByRole("button", { name: "추가" }).click();
      await answerWith(page, "000001");
      await expect(page.getByRole("alert")).toHaveText("PIN이 맞지 않아요.");
      await answerWith(page, STAFF_PIN);
      await saved(page);
      await page.getByRole("button", { name: "하람 <b> 지우기" }).click();
      await saved(page);
      await expect(page.getByRole("button", { name: "하람 <b> 지우기" })).toHaveCount(0);
      await page.context().close();
    });

    test("money is changed with the PIN typed again", async ({ browser }) => {
      const page = await open(browser);
      await page.goto("/admin/store");
      const discount = page.getByLabel("개인 컵 할인");
      const before = await discount.inputValue();
      await page.getByLabel("전화번호").fill("02-555-0100");
      await discount.fill("700");
      await page.getByRole("button", { name: "저장" }).click();
      await answerWith(page, STAFF_PIN);
      await saved(page);
      await expect(discount).toHaveValue("700");
      await discount.fill(before);
      await page.getByLabel("전화번호").fill("");
      await page.getByRole("button", { name: "저장" }).click();
      await saved(page);
      await page.context().close();
    });

    test("a price is changed so as well, and a form that is wrong all the same comes back as it was typed", async ({
      browser,
      faults,
    }) => {
      faults.expect(faultsOf.status(422, /\/admin\//));
      const page = await open(browser);
      const save = () => page.getByRole("button", { name: "저장", exact: true }).click();
      await page.goto("/admin/menu/groups/shots/options/shot");
      await page.getByLabel(/^미리 골라 둘 개수/).fill("9");
      await save();
      await answerWith(page, STAFF_PIN);
      await expect(page.locator("[aria-invalid]")).toHaveValue("9");
      await page.goto("/admin/menu/items/americano");
      for (const price of ["4700", "4500"]) {
        await page.getByLabel(/^가격/).fill(price);
        await save();
        await saved(page);
        await expect(page.getByLabel(/^가격/)).toHaveValue(price);
      }
      await page.context().close();
    });

    test("a table of the whole menu is carried through the question", async ({ browser }) => {
      const page = await open(browser);
      const table = async () => (await page.context().request.get("/admin/menu.csv")).text();
      const upload = async (text: string) => {
        await page.goto("/admin/menu/csv");
        await page
          .getByLabel(/CSV 파일/)
          .setInputFiles({ name: "menu.csv", mimeType: "text/csv", buffer: Buffer.from(text) });
        await page.getByRole("button", { name: "미리 보기" }).click();
        await page.getByRole("button", { name: /이대로 저장/ }).click();
      };
      const before = await table();
      const after = before.replace("아메리카노", "아메리카노 새 이름");
      expect(after).not.toBe(before);
      await upload(after);
      await answerWith(page, STAFF_PIN);
      await saved(page);
      expect(await table()).toContain("아메리카노 새 이름");
      await upload((await table()).replace("아메리카노 새 이름", "아메리카노"));
      await saved(page);
      await page.context().close();
    });
  });
}
