// The customer's way through the pages.

import { expect, type Locator, type Page } from "@playwright/test";
import { type Status, fetchOrder } from "./services";

export interface Wish {
  /** The menu's id of the item. */
  item?: string;
  name?: string;
  note?: string;
}

export interface Placed {
  id: string;
  number: number;
  url: string;
}

/** Puts one of an item with its defaults into the cart. */
export async function addToCart(phone: Page, item = "americano"): Promise<void> {
  await phone.goto(`/client/items/${item}`);
  await phone.getByRole("button", { name: /담기$/ }).click();
  await expect(phone.getByText("장바구니에 담았어요.")).toBeVisible();
}

/** Opens checkout and fills it in. */
export async function fillCheckout(phone: Page, wish: Wish = {}): Promise<void> {
  await phone.goto("/client/cart");
  await phone.getByRole("link", { name: "주문하러 가기" }).click();
  if (wish.name) await phone.getByLabel(/^이름/).fill(wish.name);
  if (wish.note) await phone.getByLabel(/^요청 사항/).fill(wish.note);
}

/** The button that places the order. */
export function orderButton(phone: Page): Locator {
  return phone.getByRole("button", { name: /주문하기$/ });
}

/** The order whose page is open. */
export async function placedOn(phone: Page): Promise<Placed> {
  await expect(phone).toHaveURL(/\/client\/orders\/[0-9a-f-]{36}$/);
  const url = phone.url();
  const id = url.slice(url.lastIndexOf("/") + 1);
  return { id, number: (await fetchOrder(id)).number, url };
}

/** Orders one item; the phone is on the order's page afterwards. */
export async function order(phone: Page, wish: Wish = {}): Promise<Placed> {
  await addToCart(phone, wish.item);
  await fillCheckout(phone, wish);
  await orderButton(phone).click();
  return placedOn(phone);
}

/** The moving part of an order's page. */
export function progress(phone: Page, status?: Status): Locator {
  return phone.locator(status ? `.progress[data-status="${status}"]` : ".progress");
}

/** Waits until the order's page follows by itself. */
export async function awake(phone: Page): Promise<void> {
  await phone.locator(".progress[data-hydrated]").waitFor();
}
