// CSRF: a page elsewhere that a signed-in manager opens cannot act in the manager's name. Three
// defences stop it, each of them alone, and each is tested alone.

import { createServer, type Server } from "node:http";
import { type AddressInfo } from "node:net";
import { type Page } from "@playwright/test";
import { ADMIN_URL, STAFF_URL, expect, test } from "./support";
import { surfaceToken } from "./support/tokens";

const NAME = "침입자";

/**
 * A form that adds a manager, together with our own script that sends a list's form when its page
 * is left.
 */
function payload(script: string, nonce = ""): string {
  const hidden = Object.entries({ name: NAME, role: "manager", pin: "86420975" }).map(
    ([name, value]) => `<input type=hidden name=${name} value=${value}>`,
  );
  return `</textarea></form><form id=pwn class=ordered method=post action=/admin/api/people/add>${hidden.join("")}<ol><li data-id=a><button value=a:up></button></li><script nonce="${nonce}" src="${script}"></script><li data-id=b></li></ol></form><meta http-equiv=refresh content="1;url=/admin">`;
}

async function isOnTheRoster(): Promise<boolean> {
  const answer = await fetch(`${STAFF_URL}/api/v1/roster`, {
    headers: surfaceToken("admin", "staff"),
  });
  expect(answer.ok).toBe(true);
  // A signed token: version, purpose, then the roster with its signature.
  const { signed } = (await answer.json()) as { signed: string };
  const roster = Buffer.from(signed.split(".")[2] ?? "", "base64url").toString();
  expect(roster).toContain('"people"');
  return roster.includes(NAME);
}

/** URL of the list's script. */
async function orderScript(page: Page): Promise<string> {
  await page.goto("/admin/menu");
  return page.evaluate(
    () =>
      document
        .querySelector<HTMLScriptElement>("script[src$='/arrange.js']")
        ?.getAttribute("src") ?? "",
  );
}

const filled = (text: string) =>
  `/admin/store?${new URLSearchParams({ form: JSON.stringify({ exceptions: text, lanes: [], workers: [] }), problem: "invalid_form" })}`;

let elsewhere: Server;
let address = "";

test.beforeAll(async () => {
  elsewhere = createServer((request, response) => {
    const to = new URL(request.url ?? "/", "http://localhost").searchParams.get("to") ?? "";
    response.setHeader("content-type", "text/html");
    response.end(
      `<!doctype html><title>elsewhere</title><script>location = ${JSON.stringify(to).replaceAll("<", "\\u003c")}</script>`,
    );
  });
  await new Promise<void>((listening) => elsewhere.listen(0, "localhost", listening));
  address = `http://localhost:${(elsewhere.address() as AddressInfo).port}`;
});

test.afterAll(async () => {
  await new Promise((closed) => elsewhere.close(closed));
});

test("a page elsewhere makes nobody a manager, and its link to the counter still leads to the board", async ({
  newTablet,
}) => {
  const tablet = await newTablet();
  const script = await orderScript(tablet);
  const asked: string[] = [];
  const visited: string[] = [];
  tablet.on("request", (request) => {
    if (request.method() === "POST") asked.push(request.url());
    if (request.isNavigationRequest()) visited.push(new URL(request.url()).pathname);
  });
  await tablet.goto(
    `${address}/?${new URLSearchParams({ to: `${ADMIN_URL}${filled(payload(script))}` })}`,
  );
  // By way of sign-in, as the first request has no cookie, to the board, whose request has it.
  await expect(tablet).toHaveURL(/\/admin$/);
  await tablet.locator(".board[data-hydrated][data-live]").waitFor();
  expect(visited).toEqual(["/", "/admin/store", "/admin/sign-in", "/admin"]);
  expect(asked).toEqual([]);
  expect(await isOnTheRoster()).toBe(false);
});

test("no form is filled from an address, whoever wrote it", async ({ newTablet }) => {
  const tablet = await newTablet();
  const script = await orderScript(tablet);
  const answer = await tablet.goto(filled(payload(script)));
  expect(answer?.status()).toBe(200);
  expect(await answer?.text()).not.toContain("pwn");
  await expect(tablet.locator("#pwn")).toHaveCount(0);
  await expect(tablet.getByLabel("특별한 날")).not.toHaveValue(/pwn/);
});

test("a script of our own runs where a page of ours put it, and nowhere else", async ({
  newTablet,
  faults,
}) => {
  faults.expect(/Content Security Policy/, /failed csp .*order\.js/);
  const tablet = await newTablet();
  const script = await orderScript(tablet);
  // Simulates an injection: the response keeps its own policy, and its body gets the form.
  const inject = async (nonce: (body: string) => string) => {
    await tablet.route("**/admin/day", async (route) => {
      const answer = await route.fetch();
      const body = await answer.text();
      const form = payload(script, nonce(body)).replace(/<meta.*/, "");
      await route.fulfill({ response: answer, body: body.replace("</main>", `${form}</main>`) });
    });
    await tablet.goto("/admin/day");
    await tablet.unroute("**/admin/day");
    await expect(tablet.locator("#pwn")).toHaveCount(1);
    return tablet.locator("#pwn").evaluate((form: HTMLElement) => "awake" in form.dataset);
  };
  expect(
    await inject((body) => /nonce="([^"]+)"/.exec(body)?.[1] ?? ""),
    "the script would do it",
  ).toBe(true);
  // What the script has seen there it sends when the page is left, since the list grew behind it: not as long as it is refused.
  await tablet.locator("#pwn").evaluate((form) => form.remove());
  await tablet.goto("about:blank");
  expect(await inject(() => "")).toBe(false);
});
