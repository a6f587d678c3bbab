// Direct access to the services behind the pages: changes by staff, the actual orders, and control
// of the processes.

import { expect } from "@playwright/test";
import { surfaceToken } from "./tokens";
import { STAFF_URL, MENU_URL, ORDER_URL, STACK_CONTROL, STAFF_PIN } from "./places";

export type Status =
  | "placed"
  | "accepted"
  | "preparing"
  | "ready"
  | "completed"
  | "rejected"
  | "cancelled"
  | "expired"
  | "no_show";

export interface Order {
  id: string;
  number: number;
  business_date: string;
  status: Status;
  version: number;
  promised_at: string;
  reason?: string;
  customer: { session: string; name: string };
  menu_verified: boolean;
  lines: {
    item_id: string;
    quantity: number;
    options: { option_id: string; quantity: number }[];
    line_total: number;
  }[];
  total: number;
  note: string;
  handling: { lines_done: number[]; unacknowledged: boolean; changed_by?: { name: string } };
}

let session: Promise<string> | undefined;
let since = 0;
const MINUTE = 60_000;

/**
 * The header with the first manager's session. For price changes a PIN is valid for a quarter of an
 * hour, so a new session begins after half of that; while a service needed for it is down, the
 * previous session is used.
 */
export async function bearer(): Promise<{ authorization: string }> {
  if (session === undefined || Date.now() - since > 8 * MINUTE) {
    const before = session;
    since = Date.now();
    session = begin().catch((error: unknown) => {
      // Tries again in a minute.
      since -= 7 * MINUTE;
      if (before === undefined) throw error;
      return before;
    });
  }
  return { authorization: `Bearer ${await session}` };
}

async function begin(): Promise<string> {
  const headers = { "content-type": "application/json", ...surfaceToken("admin", "staff") };
  const answer = await fetch(`${STAFF_URL}/api/v1/sessions`, {
    method: "POST",
    headers,
    body: JSON.stringify({ pin: STAFF_PIN }),
  });
  const { session } = (await answer.json()) as { session: string };
  await expect
    .poll(() => isAdmitted(session), { message: "the roster with this device is at the services" })
    .toBe(true);
  return session;
}

/**
 * Whether menu and order know the device that the sign-in has enrolled; the counter's surface
 * informs them.
 */
async function isAdmitted(session: string): Promise<boolean> {
  const asked = (
    [
      ["menu", `${MENU_URL}/api/v1/admin/draft`],
      ["order", `${ORDER_URL}/api/v1/admin/audit`],
    ] as const
  ).map(([service, url]) =>
    fetch(url, {
      headers: { ...surfaceToken("admin", service), authorization: `Bearer ${session}` },
    }),
  );
  return (await Promise.all(asked)).every(({ status }) => status !== 401 && status !== 503);
}

/** Headers that the counter's surface sends to a service for the first manager. */
export async function counter(service: "menu" | "order"): Promise<Record<string, string>> {
  return { ...surfaceToken("admin", service), ...(await bearer()) };
}

async function call(url: string, method: string, body?: unknown): Promise<Response> {
  const headers = await counter(url.startsWith(MENU_URL) ? "menu" : "order");
  const init =
    body === undefined
      ? { method, headers }
      : {
          method,
          headers: { "content-type": "application/json", ...headers },
          body: JSON.stringify(body),
        };
  const response = await fetch(url, init);
  expect(response.ok, `${method} ${url}: ${response.status}`).toBe(true);
  return response;
}

/** All orders, newest first, fetched page by page. */
export async function orders(status?: "open"): Promise<Order[]> {
  const all: Order[] = [];
  let cursor: string | undefined;
  do {
    const query = new URLSearchParams({
      limit: "200",
      ...(status && { status }),
      ...(cursor && { cursor }),
    });
    const page = (await (await call(`${ORDER_URL}/api/v1/orders?${query}`, "GET")).json()) as {
      orders: Order[];
      next_cursor?: string;
    };
    all.push(...page.orders);
    cursor = page.next_cursor;
  } while (cursor);
  return all;
}

export async function fetchOrder(id: string): Promise<Order> {
  return (await call(`${ORDER_URL}/api/v1/orders/${id}`, "GET")).json() as Promise<Order>;
}

/** Repeats an order for its customer, with these deadlines of the store in seconds. */
export async function orderAgain(
  earlier: Order,
  terms: { accept_within_s: number; hold_s: number },
): Promise<Order> {
  const { customer, lines, total } = earlier;
  const order = {
    customer,
    lines,
    total,
    dining: "takeout",
    menu_version: 1,
    menu_verified: true,
    currency: "KRW",
    lead_time_s: 1,
    terms,
  };
  const proof = surfaceToken("client", "order", customer.session);
  const headers = {
    "content-type": "application/json",
    "idempotency-key": crypto.randomUUID(),
    ...proof,
  };
  const response = await fetch(`${ORDER_URL}/api/v1/orders`, {
    method: "POST",
    headers,
    body: JSON.stringify(order),
  });
  expect(response.status).toBe(201);
  return response.json() as Promise<Order>;
}

/** Cancels, as its customer, an order that is not accepted yet. */
export async function takeBack({ id, customer }: Order): Promise<void> {
  const { version } = await fetchOrder(id);
  const headers = {
    "content-type": "application/json",
    ...surfaceToken("client", "order", customer.session),
  };
  const body = JSON.stringify({ to: "cancelled", expected_version: version, actor: "customer" });
  const answer = await fetch(`${ORDER_URL}/api/v1/orders/${id}/transitions`, {
    method: "POST",
    headers,
    body,
  });
  expect(answer.ok, `${id}: ${answer.status}`).toBe(true);
}

/** Reads a resource of a service, as staff. */
export async function kept<T>(service: "menu" | "order", path: string): Promise<T> {
  return (
    await call(`${service === "menu" ? MENU_URL : ORDER_URL}/api/v1/${path}`, "GET")
  ).json() as Promise<T>;
}

/** Blocks or unblocks, as staff, the phone that placed an order. */
export async function setBlocked(order: string, blocked: boolean): Promise<void> {
  await call(`${ORDER_URL}/api/v1/orders/${order}/block`, blocked ? "POST" : "DELETE");
}

const NEEDS_REASON = new Set<Status>(["rejected", "cancelled"]);

/** Moves an order through `steps`, as staff, without a tablet. */
export async function move(id: string, ...steps: Status[]): Promise<void> {
  for (const to of steps) {
    const { version } = await fetchOrder(id);
    await call(`${ORDER_URL}/api/v1/orders/${id}/transitions`, "POST", {
      to,
      expected_version: version,
      actor: "staff",
      ...(NEEDS_REASON.has(to) && { reason: "ingredients" }),
    });
  }
}

const OPEN = new Set<Status>(["placed", "accepted", "preparing", "ready"]);

/** Ends open orders; one that ends by itself meanwhile is fine. */
export async function endOpen(which: (order: Order) => boolean = () => true): Promise<void> {
  for (const { id } of (await orders("open")).filter(which)) {
    const { status, version } = await fetchOrder(id);
    if (!OPEN.has(status)) continue;
    const step =
      status === "ready" ? { to: "completed" } : { to: "cancelled", reason: "ingredients" };
    const headers = { "content-type": "application/json", ...(await counter("order")) };
    const body = JSON.stringify({ ...step, expected_version: version, actor: "staff" });
    const answer = await fetch(`${ORDER_URL}/api/v1/orders/${id}/transitions`, {
      method: "POST",
      headers,
      body,
    });
    expect(answer.ok || !OPEN.has((await fetchOrder(id)).status), `${id}: ${answer.status}`).toBe(
      true,
    );
  }
}

export async function setItem(
  id: string,
  state: "available" | "sold_out" | "hidden",
): Promise<void> {
  await call(`${MENU_URL}/api/v1/admin/items/${id}/availability`, "PUT", { state });
}

export async function setOption(id: string, state: "available" | "sold_out"): Promise<void> {
  await call(`${MENU_URL}/api/v1/admin/options/${id}/availability`, "PUT", { state });
}

/** Sends an edit that is based on the current menu. */
async function edit(
  method: "PATCH" | "PUT",
  path: string,
  type: string,
  body: BodyInit,
): Promise<void> {
  const etag =
    (await fetch(`${MENU_URL}/api/v1/menu`, { headers: await counter("menu") })).headers.get(
      "etag",
    ) ?? "";
  const headers = { "content-type": type, "if-match": etag, ...(await counter("menu")) };
  const response = await fetch(`${MENU_URL}/api/v1/admin/${path}`, { method, headers, body });
  expect(response.ok, `${method} ${path}: ${response.status}`).toBe(true);
}

const change = (path: string, fields: Record<string, unknown>) =>
  edit("PATCH", path, "application/json", JSON.stringify(fields));

/** Gives an item a photo: a JPEG, PNG or WebP file. */
export const setPhoto = (id: string, file: Buffer): Promise<void> =>
  edit("PUT", `items/${id}/picture`, "application/octet-stream", new Uint8Array(file));
export const changeItem = (id: string, fields: Record<string, unknown>): Promise<void> =>
  change(`items/${id}`, fields);
export const changeStore = (fields: Record<string, unknown>): Promise<void> =>
  change("store", fields);
export const changeGroup = (id: string, fields: Record<string, unknown>): Promise<void> =>
  change(`option-groups/${id}`, fields);

/** Discards the unpublished draft of the menu. */
export async function dropDraft(): Promise<void> {
  const url = `${MENU_URL}/api/v1/admin/draft`;
  const etag = (await fetch(url, { headers: await counter("menu") })).headers.get("etag");
  if (etag)
    await fetch(url, {
      method: "DELETE",
      headers: { "if-match": etag, ...(await counter("menu")) },
    });
}

export async function setPaused(paused: boolean): Promise<void> {
  await call(`${MENU_URL}/api/v1/admin/store/pause`, "PUT", { paused });
}

/** Sets the seconds that staff add to every quoted time. */
export async function setWait(extra_s: number): Promise<void> {
  await call(`${MENU_URL}/api/v1/admin/store/wait`, "PUT", { extra_s });
}

/** Sets the same opening hours for every day. */
export async function setHours(...ranges: string[]): Promise<void> {
  const days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
  const hours = Object.fromEntries(days.map((day) => [day, ranges]));
  await call(`${MENU_URL}/api/v1/admin/store/hours`, "PUT", { hours, exceptions: [] });
}

/** The seed's opening hours. */
export const ROUND_THE_CLOCK = "00:00-24:00";

/**
 * Ends, freezes or starts a process, and waits until that is done; after a start or resume the
 * process is ready.
 */
export async function control(
  verb: "kill" | "stop" | "pause" | "resume" | "start",
  process: "menu" | "order" | "staff" | "client" | "admin",
): Promise<void> {
  await call(`${STACK_CONTROL}/${verb}/${process}`, "POST");
}
