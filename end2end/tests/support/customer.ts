// The customer's path through the pages.

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

/** Labels of the buttons, fields and messages on that path, in either language. */
export const CALLED = {
  add: /담기$|^Add to cart/,
  added: /장바구니에 담았어요\.|Added to your cart\./,
  checkout: /^(주문하러 가기|Go to checkout)$/,
  name: /^(이름|Name)/,
  note: /^(요청 사항|Request)/,
  order: /주문하기$|^Place order/,
  cancel: /^(주문 취소|Cancel the order)$/,
  canOrder: /지금 주문할 수 있어요|You can order now/,
  promised: /준비돼요|is ready around/,
  noOrders: /이 휴대폰에서 주문한 내역이 없어요|Nothing was ordered from this phone yet/,
  categories: /^(메뉴 분류|Menu categories)$/,
};

/** Puts one item with its default options into the cart. */
export async function addToCart(phone: Page, item = "americano"): Promise<void> {
  await phone.goto(`/client/items/${item}`);
  await phone.getByRole("button", { name: CALLED.add }).click();
  await expect(phone.getByText(CALLED.added)).toBeVisible();
}

/** Opens checkout and fills it in. */
export async function fillCheckout(phone: Page, wish: Wish = {}): Promise<void> {
  await phone.goto("/client/cart");
  await phone.getByRole("link", { name: CALLED.checkout }).click();
  if (wish.name) await phone.getByLabel(CALLED.name).fill(wish.name);
  if (wish.note) await phone.getByLabel(CALLED.note).fill(wish.note);
}

/** The button that places the order. */
export function orderButton(phone: Page): Locator {
  return phone.getByRole("button", { name: CALLED.order });
}

/** The order whose page is open: id and number. */
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

/** The live part of an order's page. */
export function progress(phone: Page, status?: Status): Locator {
  return phone.locator(status ? `.progress[data-status="${status}"]` : ".progress");
}

/** Waits until the order's page is hydrated and updates itself. */
export async function awake(phone: Page): Promise<void> {
  await phone.locator(".progress[data-hydrated]").waitFor();
}
