// Changes that staff make to the menu while customers have its items in their carts.

import { expect } from "@playwright/test";
import { MENU_URL } from "./places";
import { counter } from "./services";

/** Changes an item of the menu by a merge patch. */
export async function changeItem(id: string, patch: Record<string, unknown>): Promise<void> {
  const version =
    (await fetch(`${MENU_URL}/api/v1/menu`, { headers: await counter("menu") })).headers.get(
      "etag",
    ) ?? "";
  await done(`items/${id}`, "PATCH", patch, { "if-match": version });
}

/** Sets the availability of an item or an option; customers do not see a hidden one. */
export async function setAvailability(
  kind: "items" | "options",
  id: string,
  state: "available" | "sold_out" | "hidden",
): Promise<void> {
  await done(`${kind}/${id}/availability`, "PUT", { state }, {});
}

async function done(
  path: string,
  method: string,
  body: unknown,
  headers: Record<string, string>,
): Promise<void> {
  const answer = await fetch(`${MENU_URL}/api/v1/admin/${path}`, {
    method,
    headers: { "content-type": "application/json", ...(await counter("menu")), ...headers },
    body: JSON.stringify(body),
  });
  expect(answer.ok, `${method} ${path}: ${answer.status} ${await answer.text()}`).toBe(true);
}
