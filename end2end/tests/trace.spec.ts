// Tracing: the effects of a tap have one id, in the browser and in every process behind it.

import { expect, order, press, test, ticket } from "./support";

test("the trace of a tap on the tablet begins in its browser", async ({ phone, tablet }) => {
  const placed = await order(phone);
  const answered = tablet.waitForResponse(/\/admin\/api\/orders\/move/);
  await press(
    tablet,
    ticket(tablet, placed.number).getByRole("button", { name: "접수", exact: true }),
  );
  const answer = await answered;
  const sent = answer.request().headers().traceparent;
  expect(sent).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-00$/);
  expect(answer.headers()["x-request-id"]).toBe(sent?.split("-")[1]);
});
