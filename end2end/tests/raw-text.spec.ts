// A customer's input is shown as text, even if it looks like markup.

import { awake, expect, order, test, ticket } from "./support";

const NAME = "<script>window.broken=1</script>";
const NOTE = `<img src=x onerror="window.broken=1"> & "quoted" </textarea></p>`;

test("markup in the name and the note is shown as text on both surfaces", async ({
  phone,
  tablet,
}) => {
  // The tablet gets it live; a dialog, console error or failed request would fail the test by
  // itself.
  const { number } = await order(phone, { name: NAME, note: NOTE });
  await awake(phone);
  const card = ticket(tablet, number);
  for (const [page, place] of [
    [phone, phone.getByRole("main")],
    [tablet, card],
  ] as const) {
    await expect(place.getByText(NAME)).toBeVisible();
    await expect(place.getByText(NOTE)).toBeVisible();
    expect(await page.evaluate("window.broken")).toBeUndefined();
  }
  // Rendered on the server, then hydrated from the data in the page.
  await tablet.reload();
  await tablet.locator(".board[data-hydrated]").waitFor();
  await expect(card.getByText(NAME)).toBeVisible();
  await expect(card.getByText(NOTE)).toBeVisible();
  expect(await tablet.evaluate("window.broken")).toBeUndefined();
  await phone.reload();
  await expect(phone.getByRole("main").getByText(NOTE)).toBeVisible();
  expect(await phone.evaluate("window.broken")).toBeUndefined();
});
