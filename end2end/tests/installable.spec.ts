// The customer's surface as an installed app: it opens without a network from pages that this phone
// has seen, says so, and never sends later an action pressed offline. While the server answers, the
// service worker changes nothing.

import { type BrowserContext, type Page } from "@playwright/test";
import { OwnSurface } from "./support/surface";
import {
  addToCart,
  control,
  expect,
  faultsOf,
  fillCheckout,
  order,
  orderButton,
  orders,
  placedOn,
  test,
} from "./support";

const WORKER = { serviceWorkers: "allow" } as const;
const AWAY = [faultsOf.lostConnection, faultsOf.status(503, /\/client/)];

/** Opens the menu and waits until the service worker controls the page. */
async function install(phone: Page, url = ""): Promise<void> {
  await phone.goto(`${url}/client`);
  await phone.waitForFunction(() => navigator.serviceWorker.controller !== null);
}

function notice(phone: Page) {
  return phone.locator(".kept");
}

/** Waits until the page has its scripts: one whose server ends before that reports the lost download. */
async function awake(phone: Page): Promise<void> {
  await phone.waitForFunction(() => {
    const wasm = document.querySelector<HTMLElement>("script[data-wasm]")?.dataset.wasm;
    return !wasm || performance.getEntriesByName(new URL(wasm, location.href).href).length > 0;
  });
}

/** The service worker's caches with their entries, oldest first. */
async function caches(phone: Page): Promise<Record<string, string[]>> {
  return phone.evaluate(async () => {
    const names = await window.caches.keys();
    const paths = async (name: string) =>
      (await (await window.caches.open(name)).keys()).map(({ url }) => new URL(url).pathname);
    return Object.fromEntries(
      await Promise.all(names.map(async (name) => [name, await paths(name)])),
    );
  });
}

async function keptPages(phone: Page): Promise<string[]> {
  return Object.entries(await caches(phone))
    .filter(([name]) => name.startsWith("pages-"))
    .flatMap(([, paths]) => paths);
}

async function cartOf(context: BrowserContext): Promise<string | undefined> {
  return (await context.cookies()).find(({ name }) => name === "jumun_cart")?.value;
}

test("a phone can install it", async ({ newPhone }) => {
  const phone = await newPhone(WORKER);
  await install(phone);
  const devtools = await phone.context().newCDPSession(phone);
  const { url, errors, data } = await devtools.send("Page.getAppManifest");
  expect(errors).toEqual([]);
  const manifest = JSON.parse(data ?? "{}");
  expect(manifest).toMatchObject({
    id: "/client",
    start_url: "/client",
    scope: "/client",
    display: "standalone",
    lang: "ko",
  });
  expect(manifest.name).toBe(await phone.getByRole("heading", { level: 1 }).textContent());
  for (const { src, sizes, type } of manifest.icons) {
    const drawn = await phone.evaluate(async (src) => {
      const icon = new Image();
      icon.src = src;
      await icon.decode();
      return `${icon.naturalWidth}x${icon.naturalHeight}`;
    }, new URL(src, url).href);
    expect([drawn, type], src).toEqual([sizes, "image/png"]);
  }
  expect(
    manifest.icons.map(
      ({ sizes, purpose }: { sizes: string; purpose: string }) => `${sizes} ${purpose}`,
    ),
  ).toEqual(["192x192 any", "512x512 any", "512x512 maskable"]);
  const { installabilityErrors } = await devtools.send("Page.getInstallabilityErrors");
  // Every profile in these tests is private (incognito).
  expect(
    installabilityErrors.map(({ errorId }) => errorId).filter((id) => id !== "in-incognito"),
  ).toEqual([]);
});

test("the menu, seen items and the cart open without a network and say of when they are; the rest says why not", async ({
  newPhone,
  faults,
}) => {
  faults.expect(...AWAY);
  const phone = await newPhone(WORKER);
  await install(phone);
  await addToCart(phone, "cafe-latte");
  await phone.goto("/client/cart");
  await expect(notice(phone), "nothing is said while all is well").toBeHidden();
  await phone.goto("/client/checkout");
  await phone.goto("/client/orders");

  await phone.context().setOffline(true);
  for (const path of ["/client", "/client/items/cafe-latte", "/client/cart"]) {
    await phone.goto(path);
    await expect(notice(phone), path).toContainText(
      /지금은 연결되지 않아 \d+월 \d+일 \d+:\d\d에 받아 둔 화면/,
    );
  }
  await expect(phone.getByRole("listitem")).toContainText("카페 라떼");
  await phone.goto("/client/items/cafe-latte");
  await phone.locator("[data-hydrated]").first().waitFor({ state: "attached" });
  for (const path of ["/client/checkout", "/client/orders", "/client/items/espresso"]) {
    await phone.goto(path);
    await expect(
      phone.getByText("지금은 연결되지 않아 이 화면을 열 수 없어요"),
      path,
    ).toBeVisible();
    await expect(phone.getByText("아무것도 보내지 않았어요")).toBeHidden();
  }
  await phone.goto("/client");
  await phone.context().setOffline(false);
  await expect(notice(phone), "it loads itself anew").toBeHidden();
  await expect(phone.locator("html")).not.toHaveAttribute("data-kept");
});

test("an order pressed without a network is never sent, says so, and is placed once when pressed again", async ({
  newPhone,
  faults,
}) => {
  faults.expect(...AWAY);
  const phone = await newPhone(WORKER);
  await install(phone);
  await addToCart(phone);
  await fillCheckout(phone);
  const [before, cart] = [(await orders()).length, await cartOf(phone.context())];

  await phone.context().setOffline(true);
  await orderButton(phone).click();
  await expect(
    phone.getByRole("alert").filter({ hasText: "아무것도 보내지 않았어요" }),
  ).toBeVisible();
  await expect(phone.getByText("주문되지 않았고 장바구니는 그대로 있어요")).toBeVisible();
  await phone.context().setOffline(false);
  await phone.evaluate(() => navigator.serviceWorker.ready);
  await phone.locator("main").waitFor();
  expect((await orders()).length, "nothing is sent later").toBe(before);
  expect(await cartOf(phone.context())).toBe(cart);

  await phone.getByRole("link", { name: "돌아가기" }).click();
  await orderButton(phone).click();
  await placedOn(phone);
  expect((await orders()).length).toBe(before + 1);
  await phone.context().setOffline(true);
  await phone.goto("/client/cart");
  await expect(
    phone.getByText("장바구니가 비어 있어요"),
    "the kept cart is not the ordered one",
  ).toBeVisible();
});

test("an item added without a network is not added", async ({ newPhone, faults }) => {
  faults.expect(...AWAY);
  const phone = await newPhone(WORKER);
  await install(phone);
  await phone.goto("/client/items/americano");
  await phone.context().setOffline(true);
  await phone.getByRole("button", { name: /담기$/ }).click();
  await expect(phone.getByText("아무것도 보내지 않았어요")).toBeVisible();
  expect(await cartOf(phone.context())).toBeUndefined();
  await phone.getByRole("link", { name: "돌아가기" }).click();
  await expect(notice(phone)).toBeVisible();
  await phone.context().setOffline(false);
  await expect(notice(phone)).toBeHidden();
  await phone.getByRole("button", { name: /담기$/ }).click();
  await expect(phone.getByText("장바구니에 담았어요.")).toBeVisible();
});

test("the cart takes changes without a network, and the server finds them", async ({
  newPhone,
  faults,
}) => {
  faults.expect(...AWAY);
  const phone = await newPhone(WORKER);
  await install(phone);
  for (const item of ["americano", "cafe-latte", "americano"]) await addToCart(phone, item);
  await phone.goto("/client/cart");
  const line = (name: string) => phone.getByRole("listitem").filter({ hasText: name });
  const total = phone.locator(".order-bar .total");
  await expect(total).toBeVisible();

  await phone.context().setOffline(true);
  await phone.goto("/client/cart");
  await expect(notice(phone)).toBeVisible();
  const more = line("아메리카노").getByRole("button", { name: "하나 늘리기" });
  await more.click();
  await expect(total, "what that costs is not guessed").toBeHidden();
  await line("아메리카노").getByRole("button", { name: "하나 줄이기" }).click();
  await expect(line("아메리카노").locator(".amount > span")).toHaveText("2");
  await expect(total).toBeVisible();
  await more.click();
  await more.click();
  await line("카페 라떼").getByRole("button", { name: "빼기" }).click();
  await expect(line("카페 라떼")).toBeHidden();
  for (const again of [false, true]) {
    if (again) await phone.goto("/client/cart");
    await expect(line("아메리카노").locator(".amount > span")).toHaveText("4");
    await expect(line("카페 라떼")).toBeHidden();
    await expect(total).toBeHidden();
  }
  await phone.context().setOffline(false);
  await expect(notice(phone)).toBeHidden();
  await expect(phone.getByRole("listitem")).toHaveCount(1);
  await expect(line("아메리카노").locator(".amount > span")).toHaveText("4");
  await expect(total).toContainText("18,000원");
});

test("a server that hangs costs three seconds, and a dead one is not taken for a phone without a network", async ({
  newPhone,
  faults,
}) => {
  faults.expect(...AWAY, /net::ERR_/);
  const phone = await newPhone(WORKER);
  await install(phone);
  await phone.goto("/client/items/americano");
  await control("pause", "client");
  try {
    const start = performance.now();
    await phone.goto("/client", { waitUntil: "commit" });
    const waited_ms = performance.now() - start;
    console.log(`      the kept page came after ${Math.round(waited_ms)} ms`);
    expect(waited_ms).toBeGreaterThan(2_900);
    expect(waited_ms).toBeLessThan(5_000);
    await expect(notice(phone)).toBeVisible();
  } finally {
    await control("resume", "client");
  }
  await expect(notice(phone), "and heals by itself").toBeHidden({ timeout: 15_000 });

  await phone.goto("/client/items/americano");
  await control("kill", "client");
  try {
    await phone.getByRole("button", { name: /담기$/ }).click();
    await expect(
      phone.getByRole("alert").filter({ hasText: "처리됐는지 알 수 없어요" }),
    ).toBeVisible();
    await phone.goto("/client");
    await expect(notice(phone)).toBeVisible();
  } finally {
    await control("start", "client");
  }
  await expect(notice(phone)).toBeHidden({ timeout: 15_000 });
});

test("nothing is kept for another language, and personal pages are kept for nobody", async ({
  newPhone,
  faults,
}) => {
  faults.expect(...AWAY);
  const phone = await newPhone(WORKER);
  await install(phone);
  for (const path of [
    "/client/items/americano",
    "/client/settings",
    "/client/checkout",
    "/client/orders",
    "/client?added=1",
  ])
    await phone.goto(path);
  await expect
    .poll(async () => (await keptPages(phone)).sort())
    .toEqual([
      "/client",
      "/client/cart",
      "/client/items/americano",
      "/client/offline",
      "/client/settings",
    ]);

  await phone.context().addCookies([{ name: "lang", value: "en", url: phone.url() }]);
  await phone.goto("/client");
  await expect
    .poll(async () => (await keptPages(phone)).sort())
    .toEqual(["/client", "/client/cart", "/client/offline"]);
  await phone.context().setOffline(true);
  await phone.goto("/client/items/americano");
  await expect(
    phone.getByText("There is no connection now, so this page cannot be opened"),
  ).toBeVisible();
});

test("so many items are kept and no more", async ({ newPhone }) => {
  const phone = await newPhone(WORKER);
  await install(phone);
  await phone.evaluate(async () => {
    const name = (await window.caches.keys()).find((name) => name.startsWith("pages-"));
    const pages = await window.caches.open(name ?? "");
    for (let n = 0; n < 70; n += 1) await pages.put(`/client/items/old-${n}`, new Response("old"));
  });
  await phone.goto("/client/items/americano");
  await expect
    .poll(async () => (await keptPages(phone)).filter((path) => path.includes("/items/")).length)
    .toBe(60);
  expect(await keptPages(phone), "the oldest went").toContain("/client/items/americano");
});

test("a form on another site's page is refused as if there were no worker", async ({
  newPhone,
  faults,
}) => {
  faults.expect(/status of 403/, /favicon/);
  const phone = await newPhone(WORKER);
  await install(phone);
  const action = new URL("/client/api/cart/add", phone.url()).href;
  await phone.goto("about:blank");
  await phone.setContent(
    `<form method="post" action="${action}"><input name="item" value="americano"><input name="quantity" value="1"><button>Press</button></form>`,
  );
  const answered = phone.waitForResponse(action);
  await phone.getByRole("button").click();
  expect((await answered).status()).toBe(403);
  expect(await cartOf(phone.context())).toBeUndefined();
});

test("a release replaces the worker and what it kept, passes the server's refusals on, and can take it all away", async ({
  newPhone,
  faults,
}) => {
  test.setTimeout(120_000);
  faults.expect(...AWAY, /net::ERR_/, /install\.js/);
  const surface = await OwnSurface.prepare();
  try {
    await surface.release("release0001a");
    await surface.start();
    const phone = await newPhone(WORKER);
    const end = async () => {
      await awake(phone);
      await surface.stop();
    };
    await install(phone, surface.url);
    expect(Object.keys(await caches(phone)).sort()).toEqual([
      "pages-release0001a",
      "shell-release0001a",
    ]);
    await end();

    await surface.release("release0002b");
    await surface.start();
    await phone.goto(`${surface.url}/client`);
    await expect
      .poll(async () => Object.keys(await caches(phone)).sort(), { timeout: 20_000 })
      .toEqual(["pages-release0002b", "shell-release0002b"]);
    const shell = (await caches(phone))["shell-release0002b"];
    for (const file of ["client.css", "client.js", "client_bg.wasm"])
      expect(shell).toContain(`/pkg/release0002b/${file}`);
    await end();
    await phone.goto(`${surface.url}/client`);
    await expect(notice(phone), "the new release's menu is kept already").toBeVisible();

    // No service answers at that address, so the server has no menu and says so, although the
    // worker has a cached one.
    await surface.start({ "menu-url": "http://127.0.0.1:9" });
    expect((await phone.goto(`${surface.url}/client`))?.status()).toBe(503);
    await expect(phone.locator('[data-condition="menu-unknown"]')).toBeVisible();
    await expect(notice(phone)).toBeHidden();
    await end();

    await surface.start({ "no-service-worker": "" });
    await phone.goto(`${surface.url}/client`);
    await expect.poll(() => caches(phone), { timeout: 20_000 }).toEqual({});
    await end();

    await surface.start();
    await install(phone, surface.url);
    await end();
    await surface.release("release0003c");
    await surface.withoutWorker();
    await surface.start();
    await phone.goto(`${surface.url}/client`);
    await expect.poll(() => caches(phone), { timeout: 20_000 }).toEqual({});
    expect(
      await phone.evaluate(async () => (await navigator.serviceWorker.getRegistrations()).length),
    ).toBe(0);
    await end();
  } finally {
    await surface.remove();
  }
});

test("what is kept names no order, though the page that was shown does", async ({ newPhone }) => {
  const phone = await newPhone(WORKER);
  await install(phone);
  const { id } = await order(phone);
  for (const path of ["/client", "/client/cart"]) {
    await phone.goto(path);
    await expect(
      phone.getByRole("navigation", { name: "진행 중인 주문" }).getByRole("link").first(),
    ).toBeVisible();
  }
  const kept = () =>
    phone.evaluate(async () => {
      const pages = (await window.caches.keys()).filter((name) => name.startsWith("pages-"));
      const texts = async (name: string) => {
        const cache = await window.caches.open(name);
        return Promise.all(
          (await cache.keys()).map(async (request) => (await cache.match(request))?.text() ?? ""),
        );
      };
      return (await Promise.all(pages.map(texts))).flat();
    });
  await expect
    .poll(async () => (await kept()).filter((text) => text.includes('class="open-orders"')).length)
    .toBeGreaterThan(1);
  expect((await kept()).filter((text) => text.includes(id))).toEqual([]);
});
