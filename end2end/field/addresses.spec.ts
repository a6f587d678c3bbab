// Addresses that people type, paste or scan: each leads to the intended page or is answered by a
// page with an explanation. A person never sees JSON.

import { type IncomingHttpHeaders, request } from "node:http";
import { ADMIN_URL, CLIENT_URL, expect, faultsOf, test } from "../tests/support";

interface Asked {
  method?: string;
  headers?: Record<string, string>;
  body?: string;
}

interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  text: string;
}

/** Sends the path unchanged: browsers and `fetch` would normalize it first. */
function ask(
  origin: string,
  path: string,
  { method = "GET", headers = {}, body }: Asked = {},
): Promise<Answer> {
  const { hostname, port, host } = new URL(origin);
  const all = {
    accept: "text/html,application/xhtml+xml,*/*;q=0.8",
    "accept-language": "ko-KR",
    host,
    ...(body !== undefined && { "content-length": String(Buffer.byteLength(body)) }),
    ...headers,
  };
  return new Promise((resolve, reject) => {
    const sent = request(
      { hostname, port, path, method, headers: all, setHost: false, agent: false },
      (response) => {
        const parts: Buffer[] = [];
        response.on("data", (part: Buffer) => parts.push(part));
        response.on("end", () =>
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            text: Buffer.concat(parts).toString(),
          }),
        );
      },
    );
    sent.on("error", reject);
    sent.end(body);
  });
}

/** Follows up to four redirects; returns the last path and its response. */
async function follow(
  origin: string,
  path: string,
  asked: Asked,
): Promise<Answer & { path: string }> {
  let [at, answer] = [path, await ask(origin, path, asked)];
  for (let hops = 0; answer.headers.location && hops < 4; hops++) {
    at = answer.headers.location;
    answer = await ask(origin, at, { headers: asked.headers });
  }
  return { ...answer, path: at };
}

function expectWords({ status, headers, text }: Answer, what: string): void {
  expect.soft(headers["content-type"], `${what} (${status})`).toMatch(/^text\/html/);
  expect.soft(text.slice(0, 300), what).toContain("<html");
  expect.soft(text.replace(/<[^>]*>/g, ""), what).toMatch(/[가-힣]{2}/);
}

const ID = "01980000-0000-7000-8000-000000000001";
const LONG = "x".repeat(9_000);
const FORM = { "content-type": "application/x-www-form-urlencoded" };

/** Typed path, and the page that it must lead to. */
const LEADS: [string, string][] = [
  ["/", "/client"],
  ["/client/", "/client"],
  ["//client", "/client"],
  ["/client//", "/client"],
  ["/CLIENT", "/client"],
  ["/Client/", "/client"],
  ["/client/?utm_source=kakao", "/client?utm_source=kakao"],
  ["/index.html", "/client"],
  ["/client/index.html", "/client"],
  ["/client/ITEMS/americano", "/client/items/americano"],
  ["/client/items/americano/", "/client/items/americano"],
  ["/client/items/Americano", "/client/items/americano"],
  ["/client//items//americano", "/client/items/americano"],
  ["/client/cart/", "/client/cart"],
  ["/client/Orders/", "/client/orders"],
  ["/client/ready/", "/client/ready"],
  ["/client/board", "/client/ready"],
  ["/client/board/", "/client/ready"],
  ["/client.", "/client"],
  ["/client),", "/client"],
  ["/client%20", "/client"],
  ["/client%EC%97%90%EC%84%9C", "/client"],
  ["/client/cart%EB%A1%9C", "/client/cart"],
  ["/client/settings/?x=1", "/client/settings?x=1"],
  ["/client?q=%ff%fe", "/client?q=%ff%fe"],
  ["/client?problem=%3Cscript%3E", "/client?problem=%3Cscript%3E"],
  [`/client?fbclid=${LONG}`, `/client?fbclid=${LONG}`],
];

test("an address as people type, paste and scan it leads to the page that is meant", async () => {
  for (const [typed, meant] of LEADS) {
    const answer = await follow(CLIENT_URL, typed, {});
    expect.soft([answer.path, answer.status], typed).toEqual([meant, 200]);
    expectWords(answer, typed);
    const head = await ask(CLIENT_URL, typed, { method: "HEAD" });
    expect.soft([200, 307], `${typed}, by a tool that looks first`).toContain(head.status);
  }
});

/** Requests to the customers' surface, and the status of the page that refuses them. */
const SAYS_NO: [string, number[], Asked?][] = [
  ["/wp-login.php", [404]],
  ["/menu", [404]],
  ["/order", [404]],
  ["/admin", [404]],
  ["/client/menu", [404]],
  ["/client/items", [404]],
  ["/client/items/", [404]],
  ["/client/items/no-such", [404]],
  ["/client/items/%EB%9D%BC%EB%96%BC", [404]],
  ["/client/orders/none", [404]],
  [`/client/orders/${ID}`, [404]],
  ["/client/pictures/none", [404]],
  ["/client/../admin", [404]],
  ["/client/%2e%2e/admin", [404]],
  ["/client/..%2fadmin", [404]],
  ["/client\\cart", [404]],
  ["/%EC%A3%BC%EB%AC%B8", [404]],
  ["/client/api", [404]],
  ["/client/api/none", [404, 405]],
  ["/client/api/orders", [404, 405]],
  ["/client/api/cart/add", [404, 405]],
  ["/client/live/none", [404]],
  ["/client/live/orders/none", [404]],
  [`/client/${LONG}`, [404]],
  ["/pkg/none.js", [404]],
  ["/client", [405], { method: "POST" }],
  ["/client", [405], { method: "PUT" }],
  ["/client", [405], { method: "DELETE" }],
  ["/client/cart", [405], { method: "PATCH" }],
  ["/client/items/americano", [405], { method: "PUT", headers: FORM, body: "a=1" }],
  ["/client/api/none", [400, 404], { method: "POST", headers: FORM, body: "a=1" }],
  [
    "/client/api/cart/add",
    [415],
    { method: "POST", headers: { "content-type": "application/json" }, body: "{}" },
  ],
  [
    "/client/api/cart/add",
    [403],
    {
      method: "POST",
      headers: { ...FORM, origin: "https://evil.example" },
      body: "item=americano",
    },
  ],
  [
    "/client/api/cart/add",
    [413],
    { method: "POST", headers: FORM, body: `item=${"x".repeat(100_000)}` },
  ],
  [
    "/client/api/orders",
    [413],
    { method: "POST", headers: FORM, body: `note=${"x".repeat(9_000_000)}` },
  ],
];

/** Expects that each request is answered by a page with an explanation and one of its statuses. */
async function expectAnswers(
  origin: string,
  rows: [string, number[], Asked?][],
  cookie?: string,
): Promise<void> {
  for (const [path, statuses, asked = {}] of rows) {
    const what = `${asked.method ?? "GET"} ${path.slice(0, 80)} ${asked.body?.slice(0, 40) ?? ""}`;
    const answer = await follow(origin, path, {
      ...asked,
      headers: { ...asked.headers, ...(cookie && { cookie }) },
    });
    expectWords(answer, what);
    expect.soft(statuses, what).toContain(answer.status);
  }
}

test("an address of nobody, a method that no page has and a form that is too large are answered in words", () =>
  expectAnswers(CLIENT_URL, SAYS_NO));

/** Form bodies that no page sends. */
const ODD_FORMS = [
  "",
  "item=",
  "item=americano",
  "item=americano&quantity=-1",
  "item=americano&quantity=99999999999",
  "item=%00&quantity=1",
  "item=americano&quantity=1&choice[x]=y",
  "=&&&=",
  "%",
];

test("a form that no page has is answered in words", async () => {
  for (const path of [
    "/client/api/cart/add",
    "/client/api/cart/quantity",
    "/client/api/orders",
    "/client/api/orders/cancel",
    "/client/api/settings",
    "/client/items/americano",
  ]) {
    for (const body of ODD_FORMS)
      expectWords(
        await follow(CLIENT_URL, path, { method: "POST", headers: FORM, body }),
        `${path} ${body}`,
      );
  }
});

/** Requests too large to be read; for an answer without a body browsers show their own page. */
const BEYOND: [string, string, Asked][] = [
  ["an address of 70,000 letters", `/client?x=${"x".repeat(70_000)}`, {}],
  [
    "500 headers",
    "/client",
    { headers: Object.fromEntries(Array.from({ length: 500 }, (_, n) => [`x-${n}`, "1"])) },
  ],
  ["a cookie of 70,000 letters", "/client", { headers: { cookie: `a=${"x".repeat(70_000)}` } }],
];

test("what is too long to be read is not answered with JSON", async () => {
  for (const [what, path, asked] of BEYOND) {
    const { status, text } = await ask(CLIENT_URL, path, asked);
    expect.soft([200, 414, 431], what).toContain(status);
    expect.soft(text, what).not.toMatch(/^\s*\{/);
  }
});

test("a cookie that some other program of this host has set does no harm", async () => {
  for (const cookie of [
    "x=".padEnd(20_000, "x"),
    "jumun_cart=%ff%fe",
    "jumun_cart=a*b*c!!!",
    "jumun_lang=xx; jumun_lang=ko",
    "=;;;=",
    "jumun_session=é",
  ]) {
    expectWords(
      await follow(CLIENT_URL, "/client/cart", { headers: { cookie } }),
      cookie.slice(0, 30),
    );
  }
});

const SIGNED_OUT = [
  "/",
  "/admin",
  "/admin/",
  "//admin",
  "/ADMIN",
  "/admin/index.html",
  "/admin/Orders/",
  "/admin/menu.csv",
  "/admin/day.csv",
  "/admin/day.csv?date=2026-01-01",
  "/admin/none",
  "/admin/live/board",
];

test("at the counter an address leads a stranger to the PIN", async () => {
  for (const path of SIGNED_OUT) {
    const answer = await follow(ADMIN_URL, path, {});
    expectWords(answer, path);
    expect.soft(answer.text, path).toMatch(/name="pin"/);
  }
});

/** Requests with a session. */
const SIGNED_IN: [string, number[], Asked?][] = [
  ["/admin/", [200]],
  ["/admin/?utm_source=x", [200]],
  ["/Admin/Orders/", [200]],
  ["/admin/MENU/", [200]],
  ["/admin/menu/csv/", [200]],
  ["/admin/none", [404]],
  ["/client", [404]],
  ["/admin/orders/none", [404]],
  [`/admin/orders/${ID}`, [404]],
  [`/admin/orders/${ID}/slip`, [404]],
  ["/admin/menu/items/none", [404]],
  ["/admin/menu/none/none", [404]],
  ["/admin/preview/items/none", [404]],
  ["/admin/day?date=yesterday", [200, 400]],
  ["/admin/day.csv", [200, 400]],
  ["/admin/day.csv?date=yesterday", [200, 400]],
  ["/admin/walk-in?cart=%00*1&key=x", [200]],
  ["/admin/walk-in?item=none&line=99", [200]],
  ["/admin/pictures/none", [404]],
  ["/admin/live/none", [404]],
  ["/admin/api/store/pause", [404, 405]],
  ["/admin", [405], { method: "DELETE" }],
  ["/admin/api/none", [400, 404], { method: "POST", headers: FORM, body: "a=1" }],
  [
    "/admin/api/store/pause",
    [200, 303, 400],
    { method: "POST", headers: FORM, body: "how_long=never" },
  ],
  ["/admin/api/store/pause", [200, 303, 400, 422], { method: "POST", headers: FORM, body: "" }],
  [
    "/admin/api/people/change",
    [200, 303, 400, 422],
    { method: "POST", headers: FORM, body: "id=none" },
  ],
  [
    "/admin/api/print-jobs",
    [200, 303, 400, 422],
    { method: "POST", headers: FORM, body: "id=none" },
  ],
  ["/admin/store", [200, 400, 422], { method: "POST", headers: FORM, body: "x=1" }],
  ["/admin/store", [413], { method: "POST", headers: FORM, body: `x=${"x".repeat(100_000)}` }],
  [
    "/admin/menu/csv",
    [200, 303, 422],
    {
      method: "POST",
      headers: { "content-type": "multipart/form-data; boundary=x" },
      body: "--x--",
    },
  ],
  [
    "/admin/menu/csv",
    [200, 303, 413],
    {
      method: "POST",
      headers: { "content-type": "multipart/form-data; boundary=x" },
      body: "x".repeat(9_000_000),
    },
  ],
  [
    "/admin/menu/items/americano/picture",
    [200, 303, 413],
    {
      method: "POST",
      headers: { "content-type": "multipart/form-data; boundary=x" },
      body: "x".repeat(9_000_000),
    },
  ],
];

test("at the counter whoever is signed in is answered in words", async ({ staffState }) => {
  await expectAnswers(
    ADMIN_URL,
    SIGNED_IN,
    staffState.cookies.map(({ name, value }) => `${name}=${value}`).join("; "),
  );
});

test("a browser that is sent to an address of nobody says so in words, and leads back", async ({
  phone,
  faults,
}) => {
  faults.expect(faultsOf.status(404, /none/));
  await phone.goto(`${CLIENT_URL}/client/none/none`);
  await phone.getByRole("link").first().click();
  await expect(phone).toHaveURL(/\/client$/);
});
