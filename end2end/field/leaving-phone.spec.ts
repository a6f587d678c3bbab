// A customer who presses a button and leaves within a tenth of a second finds it done, or everything as
// it was, and the page shows which.

import { type Locator, type Page } from "@playwright/test";
import {
  addToCart,
  awake,
  CALLED,
  CLIENT_URL,
  expect,
  faultsOf,
  fillCheckout,
  order,
  orderButton,
  orders,
} from "../tests/support";
import { button, sendAndLeave, test, WAYS, waysOf } from "../tests/support/leaving";

/**
 * A customer's press changes the cart's cookie or an order: it is done, or everything is as before,
 * and the page shows which.
 */
interface Press {
  says: string;
  at: (phone: Page) => Promise<unknown>;
  pressed: (phone: Page) => Locator;
  /** How to read the page, and its texts before and after. */
  seen: [(phone: Page) => Promise<string>, string, string];
}

const cartWith = (many: number) => async (phone: Page) => {
  for (let n = 0; n < many; n++) await addToCart(phone);
  await phone.goto("/client/cart");
};
const inCart = async (phone: Page) => {
  await phone.goto("/client/cart");
  return (await phone.locator(".amount span").allTextContents()).join() || "0";
};
const language = async (phone: Page) => {
  await phone.goto("/client");
  return (await phone.locator("html").getAttribute("lang")) ?? "";
};
const display = async (phone: Page) => {
  await phone.goto("/client/settings");
  return phone.locator('[name="easy"]:checked').inputValue();
};
const status = async (phone: Page) => {
  await phone.goto("/client/orders");
  await phone.locator(".lines a, .orders a, main a[href*='/client/orders/']").first().click();
  return (await phone.locator(".progress").getAttribute("data-status")) ?? "";
};

const PRESSES: Press[] = [
  {
    says: "담기",
    at: (phone) => phone.goto("/client/items/americano"),
    pressed: button(CALLED.add),
    seen: [inCart, "0", "1"],
  },
  {
    says: "하나 더",
    at: cartWith(1),
    pressed: (phone) => phone.locator(".amount button").last(),
    seen: [inCart, "1", "2"],
  },
  {
    says: "하나 빼기",
    at: cartWith(2),
    pressed: (phone) => phone.locator(".amount button").first(),
    seen: [inCart, "2", "1"],
  },
  {
    says: "빼기",
    at: cartWith(2),
    pressed: (phone) => phone.locator(".actions button"),
    seen: [inCart, "2", "0"],
  },
  {
    says: "되돌리기",
    at: async (phone) => {
      await cartWith(1)(phone);
      await phone.locator(".amount button").first().click();
    },
    pressed: (phone) => phone.locator(".undo button"),
    seen: [inCart, "0", "1"],
  },
  {
    says: "다시 담기",
    at: (phone) => order(phone),
    pressed: (phone) => phone.locator(".again button"),
    seen: [inCart, "0", "1"],
  },
  {
    says: "저장, of the settings",
    at: async (phone) => {
      await phone.goto("/client/settings");
      await phone.locator('[name="easy"][value="true"]').check({ force: true });
    },
    pressed: button("저장"),
    seen: [display, "false", "true"],
  },
  {
    says: "English",
    at: (phone) => phone.goto("/client"),
    pressed: button("English"),
    seen: [language, "ko", "en"],
  },
  {
    says: "주문 취소",
    at: async (phone) => {
      await order(phone);
      await awake(phone);
    },
    pressed: button(CALLED.cancel),
    seen: [status, "placed", "cancelled"],
  },
];

for (const [
  at,
  {
    says,
    at: go,
    pressed,
    seen: [look, before, after],
  },
] of PRESSES.entries()) {
  test(`on a phone ${says} is done or plainly not, although the page is left at once`, async ({
    newPhone,
    faults,
    relayTo,
  }) => {
    faults.expect(faultsOf.lostConnection);
    const relay = await relayTo(CLIENT_URL);
    const phone = await newPhone({ baseURL: relay.url });
    await go(phone);
    const [[way, leave]] = waysOf(at, 1);
    await sendAndLeave(phone, relay, pressed(phone), leave);
    const next = await phone.context().newPage();
    await phone.context().setOffline(false);
    const seen = await look(next);
    expect([before, after], way).toContain(seen);
    expect(await look(next), "and stays so").toBe(seen);
  });
}

for (const way of ["a link", "a closed tab", "a lost network"]) {
  test(`an order is placed once, although checkout is left by ${way} and pressed again`, async ({
    newPhone,
    faults,
    relayTo,
  }) => {
    faults.expect(faultsOf.lostConnection);
    const relay = await relayTo(CLIENT_URL);
    const phone = await newPhone({ baseURL: relay.url });
    const name = `떠난 ${way.slice(2, 8)}${Date.now() % 1000}`;
    await addToCart(phone);
    await fillCheckout(phone, { name });
    await sendAndLeave(phone, relay, orderButton(phone), WAYS[way]);
    const placed = async () =>
      (await orders()).filter(({ customer }) => customer.name === name).length;
    await expect.poll(placed).toBe(1);
    await phone.context().setOffline(false);
    const next = await phone.context().newPage();
    await next.goto("/client/cart");
    const checkout = next.getByRole("link", { name: CALLED.checkout });
    if (await checkout.isVisible()) {
      await checkout.click();
      await orderButton(next).click();
      // Either that order, or the list, which says that it is placed already.
      await next.waitForURL(/\/client\/orders[/?]/);
    }
    expect(await placed()).toBe(1);
  });
}
