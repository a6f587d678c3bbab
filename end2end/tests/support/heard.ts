// Records a page's signals across reloads: notes, vibrations, notifications and spoken sentences.
// Also places orders for a phone without its checkout.

import { createHash, randomUUID } from "node:crypto";
import { type Page, expect } from "@playwright/test";
import { ORDER_URL } from "./places";
import { type Order } from "./services";
import { surfaceToken } from "./tokens";

/** One ring is two notes. */
export const NOTES_OF_A_RING = 2;

export interface Heard {
  notes: number;
  buzzes: number;
  notifications: { title: string; tag: string }[];
  spoken: { text: string; lang: string }[];
}

/** Records every signal of `page` from its next load on; notifications are allowed. */
export async function listen(page: Page): Promise<Heard> {
  const heard: Heard = { notes: 0, buzzes: 0, notifications: [], spoken: [] };
  await page.exposeFunction(
    "heard",
    (what: "note" | "buzz" | { title: string; tag: string } | { text: string; lang: string }) => {
      if (what === "note") heard.notes++;
      else if (what === "buzz") heard.buzzes++;
      else if ("title" in what) heard.notifications.push(what);
      else heard.spoken.push(what);
    },
  );
  await page.addInitScript(() => {
    const say = (what: unknown) =>
      (window as unknown as { heard: (what: unknown) => void }).heard(what);
    const start = AudioScheduledSourceNode.prototype.start;
    AudioScheduledSourceNode.prototype.start = function (when?: number) {
      say("note");
      return start.call(this, when);
    };
    navigator.vibrate = () => {
      say("buzz");
      return true;
    };
    class Noted {
      static readonly permission = "granted";
      static requestPermission = async () => "granted";
      constructor(title: string, options: { tag: string }) {
        say({ title, tag: options.tag });
      }
    }
    Object.assign(window, { Notification: Noted });
    speechSynthesis.speak = ({ text, lang }: SpeechSynthesisUtterance) => say({ text, lang });
  });
  return heard;
}

/** Places an order as this phone's checkout would, except for the fields in `more`. */
export async function placeFor(phone: Page, more: Record<string, unknown> = {}): Promise<Order> {
  const cookies = await phone.context().cookies();
  const token = cookies.find(({ name }) => name === "jumun_customer")?.value ?? "";
  expect(token).toHaveLength(64);
  const line = {
    item_id: "americano",
    name: "아메리카노",
    unit_price: 4000,
    quantity: 1,
    options: [],
    line_total: 4000,
  };
  const body = {
    customer: { session: createHash("sha256").update(token).digest("hex"), name: "" },
    dining: "takeout",
    menu_version: 1,
    menu_verified: true,
    currency: "KRW",
    lines: [line],
    total: 4000,
    note: "",
    ...more,
  };
  const proof = surfaceToken("client", "order", body.customer.session);
  const headers = { "content-type": "application/json", "idempotency-key": randomUUID(), ...proof };
  const answer = await fetch(`${ORDER_URL}/api/v1/orders`, {
    method: "POST",
    headers,
    body: JSON.stringify(body),
  });
  expect(answer.status, await answer.clone().text()).toBe(201);
  return (await answer.json()) as Order;
}
