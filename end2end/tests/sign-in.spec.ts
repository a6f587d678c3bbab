// Access to the counter: sign-in, locking, and enrolled devices.

import { ADMIN_URL, STAFF_PIN, expect, faultsOf, order, orders, test, typePin } from "./support";

const OWN = { origin: ADMIN_URL, accept: "application/json" };

test("a wrong PIN is said so, the right one opens the board, and signing out ends it", async ({
  browser,
  faults,
}) => {
  const context = await browser.newContext({ baseURL: ADMIN_URL });
  faults.watch(context, "tablet");
  const page = await context.newPage();
  await page.goto("/admin");
  await expect(page, "signed out, the board leads to sign-in").toHaveURL(/\/admin\/sign-in$/);
  await typePin(page, "000000");
  await expect(page.getByRole("alert")).toHaveText("PIN이 맞지 않아요.");
  expect((await context.cookies()).map(({ name }) => name)).not.toContain("jumun_staff");

  await typePin(page, STAFF_PIN);
  await expect(page.getByRole("region", { name: "신규" })).toBeVisible();
  const cookie = (await context.cookies()).find(({ name }) => name === "jumun_staff");
  expect(cookie).toMatchObject({ httpOnly: true, sameSite: "Strict" });
  await page.goto("/admin/sign-in");
  await expect(page, "signed in, sign-in leads to the board").toHaveURL(/\/admin$/);
  // Otherwise the board could request its feed after the sign-out.
  await page.locator(".board[data-hydrated][data-live]").waitFor();

  await page.getByRole("button", { name: "더 보기" }).click();
  await page.getByRole("button", { name: "잠그기" }).click();
  await expect(
    page.getByRole("form", { name: "잠긴 화면" }),
    "an enrolled tablet goes on showing the board",
  ).toBeVisible();
  await expect(page.getByRole("button", { name: "더 보기" })).toBeHidden();
  expect((await context.cookies()).map(({ name }) => name)).not.toContain("jumun_staff");
  await page.goto("/admin/orders");
  await expect(page, "sign-in is on the board").toHaveURL(/\/admin$/);
  // As above: wait until the feed is open.
  await page.locator(".board[data-hydrated][data-live]").waitFor();
  await context.clearCookies({ name: "jumun_device" });
  await page.goto("/admin");
  await expect(page).toHaveURL(/\/admin\/sign-in$/);
  await context.close();
});

test("without a session, or with a tampered one, nothing is shown and nothing moves", async ({
  phone,
  staffState,
  playwright,
}) => {
  const placed = await order(phone);
  const good = staffState.cookies.find(({ name }) => name === "jumun_staff")?.value ?? "";
  const flip = (at: number) =>
    `${good.slice(0, at)}${good[at] === "A" ? "B" : "A"}${good.slice(at + 1)}`;
  const move = { id: placed.id, from: "placed", to: "accepted", version: "1" };
  const bad = ["", "1", flip(0), flip(20), flip(good.length - 3), `${good}0`];
  expect(new Set(bad).size).toBe(bad.length);
  for (const value of bad) {
    const http = await playwright.request.newContext({
      baseURL: ADMIN_URL,
      extraHTTPHeaders: { ...OWN, cookie: `jumun_staff=${value}` },
    });
    const board = await http.get("/admin", { maxRedirects: 0, headers: { accept: "text/html" } });
    expect([board.status(), board.headers()["location"]], value).toEqual([302, "/admin/sign-in"]);
    expect((await http.get("/admin/live/board")).status(), value).toBe(401);
    const moved = await http.post("/admin/api/orders/move", { form: move });
    expect(moved.status(), value).toBe(401);
    expect(await moved.json()).toMatchObject({ code: "signed_out" });
    await http.dispose();
  }
  expect((await orders()).find(({ id }) => id === placed.id)?.status).toBe("placed");
});

test("another site's page moves no order, not even with the session", async ({
  phone,
  newTablet,
  faults,
}) => {
  faults.expect(faultsOf.status(403, /\/admin/));
  const placed = await order(phone);
  const tablet = await newTablet();
  const others: Record<string, string>[] = [
    { origin: "https://evil.example" },
    { "sec-fetch-site": "same-site" },
  ];
  for (const headers of others) {
    const form = { id: placed.id, from: "placed", to: "accepted", version: "1" };
    const answer = await tablet.context().request.post("/admin/api/orders/move", { form, headers });
    expect(answer.status()).toBe(403);
  }
  expect((await orders()).find(({ id }) => id === placed.id)?.status).toBe("placed");
});

test("many wrong PINs on a tablet are slowed down, even the right one, and nobody else waits", async ({
  playwright,
}) => {
  const guesser = await playwright.request.newContext({
    baseURL: ADMIN_URL,
    extraHTTPHeaders: OWN,
  });
  const enter = (http: typeof guesser, pin: string) =>
    http.post("/admin/api/sign-in", { form: { pin } });
  expect((await enter(guesser, STAFF_PIN)).ok(), "a manager enrols this device").toBe(true);
  const code = async (pin: string) =>
    ((await (await enter(guesser, pin)).json()) as { code: string }).code;
  const codes: string[] = [];
  for (let pin = 0; pin < 6; pin++) codes.push(await code(`00000${pin}`));
  expect(codes).toEqual([...Array<string>(5).fill("wrong_pin"), "too_many_attempts"]);
  expect(await code(STAFF_PIN)).toBe("too_many_attempts");
  const other = await playwright.request.newContext({ baseURL: ADMIN_URL, extraHTTPHeaders: OWN });
  expect((await enter(other, STAFF_PIN)).ok()).toBe(true);
  await guesser.dispose();
  await other.dispose();
});
