// Page weight: a phone downloads little, and nothing of the counter's.

import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { type Response } from "@playwright/test";
import { ADMIN_URL, SITE_ROOT, awake, expect, order, test } from "./support";

const LIMIT_BYTES = 130 * 1_000;

test("script and wasm of the menu page weigh at most 130 KB with brotli", async ({ phone }) => {
  const answers: Response[] = [];
  phone.on("response", (response) => answers.push(response));
  await phone.goto("/client");
  await phone.locator(".menu-live[data-hydrated]").waitFor({ state: "attached" });
  const code = answers.filter((answer) => /\.(js|wasm)$/.test(new URL(answer.url()).pathname));
  expect(code.map((answer) => answer.url().split("/").pop()!).sort()).toEqual([
    "client.js",
    "client_bg.wasm",
    "install.js",
    "islands.js",
  ]);
  let total = 0;
  for (const answer of code) {
    expect(answer.headers()["content-encoding"]).toBe("br");
    const { responseBodySize } = await answer.request().sizes();
    expect(responseBodySize).toBeGreaterThan(100);
    console.log(`      ${answer.url().split("/").pop()}: ${responseBodySize} bytes`);
    total += responseBodySize;
  }
  console.log(`      script and wasm: ${total} bytes`);
  expect(total).toBeLessThanOrEqual(LIMIT_BYTES);
});

test("nothing of the counter's build is fetched by a phone or served to it", async ({ phone }) => {
  const paths: string[] = [];
  phone.on("request", (request) => paths.push(new URL(request.url()).pathname));
  await phone.goto("/client");
  await order(phone);
  await awake(phone);
  expect(paths.filter((path) => /admin/.test(path))).toEqual([]);

  const digest = async (surface: string) =>
    (await readFile(join(SITE_ROOT, surface, "pkg/current"), "utf8")).trim();
  const [client, admin] = [await digest("client"), await digest("admin")];
  const http = phone.context().request;
  expect(
    (await http.get(`${ADMIN_URL}/pkg/${admin}/admin.js`)).status(),
    "the tablet gets it",
  ).toBe(200);
  expect((await http.get(`/pkg/${client}/client.js`)).status()).toBe(200);
  const refused = [client, admin].flatMap((digest) =>
    ["js", "css"].map((kind) => `/pkg/${digest}/admin.${kind}`),
  );
  refused.push(
    `/pkg/${client}/admin_bg.wasm`,
    `/pkg/${admin}/admin_bg.wasm`,
    "/admin",
    "/admin/sign-in",
    "/admin/live/board",
  );
  for (const path of refused) expect((await http.get(path)).status(), path).toBe(404);
  for (const path of ["/admin/api/sign-in", "/admin/api/orders/move"]) {
    expect((await http.post(path, { form: { pin: "0" } })).status(), path).toBe(404);
  }
});
