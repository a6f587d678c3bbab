// Printer complaints that café owners report: each is a row of the table, by what a person sees.

import { endOpen, expect, faultsOf, move, order, test } from "../tests/support";
import { type Mood, removePrinters, setUpPrinter, StandIn } from "../tests/support/printer";

interface Complaint {
  /** What a person sees. */
  sees: string;
  mood: Mood;
  /** The printer's state on the counter's page meanwhile. */
  says: string;
  /**
   * Number of tickets printed for an order accepted meanwhile: at once, and after the printer
   * recovers.
   */
  papers: [number, number];
}

const COMPLAINTS: Complaint[] = [
  {
    sees: "no ticket, and the roll is empty",
    mood: "paper_out",
    says: "용지가 없어요",
    papers: [0, 1],
  },
  {
    sees: "a red edge on the ticket, since the roll is nearly empty",
    mood: "near_end",
    says: "정상",
    papers: [1, 1],
  },
  {
    sees: "no ticket, and the cover is not closed",
    mood: "cover_open",
    says: "덮개가 열려 있어요",
    papers: [0, 1],
  },
  {
    sees: "no ticket, and paper is stuck in the cutter",
    mood: "jammed",
    says: "칼날과 용지 걸림",
    papers: [0, 1],
  },
  {
    sees: "no ticket, after somebody pressed a button of the printer",
    mood: "offline",
    says: "오프라인",
    papers: [0, 1],
  },
  {
    sees: "no ticket while the till's own program prints",
    mood: "busy",
    says: "연결을 받지 않아요",
    papers: [0, 1],
  },
  {
    sees: "no ticket, and the printer only blinks",
    mood: "mute",
    says: "상태를 알려 주지 않아요",
    papers: [0, 1],
  },
  {
    sees: "a ticket from a printer that reports its drawer as well",
    mood: "chatty",
    says: "정상",
    papers: [1, 1],
  },
  {
    sees: "half a ticket, since somebody pulled the cable",
    mood: "drops",
    says: "연결이 끊겼어요",
    papers: [0, 0],
  },
  {
    sees: "a ticket, and a counter that does not know of it",
    mood: "silent",
    says: "연결이 끊겼어요",
    papers: [1, 1],
  },
  {
    sees: "a ticket, and a printer that talks of another one",
    mood: "lies",
    says: "답이 없었어요",
    papers: [1, 1],
  },
];

test("an order is on paper once, or asked about, whatever its printer does", async ({
  phone,
  tablet,
}) => {
  test.setTimeout(120_000);
  await removePrinters();
  const printers = await Promise.all(COMPLAINTS.map(({ mood }) => StandIn.start(mood)));
  try {
    for (const [at, { mood }] of COMPLAINTS.entries()) await setUpPrinter(mood, printers[at]);
    const { id } = await order(phone);
    await move(id, "accepted");
    const condition = (mood: Mood) =>
      tablet
        .locator("article.printer", { has: tablet.getByRole("heading", { name: `${mood} ` }) })
        .locator(".condition");
    await expect(async () => {
      await tablet.goto("/admin/printers");
      for (const { sees, mood, says } of COMPLAINTS)
        await expect(condition(mood), sees).toContainText(says, { timeout: 500 });
    }).toPass({ timeout: 40_000 });
    for (const [at, { sees, papers }] of COMPLAINTS.entries())
      expect(printers[at].pages.length, sees).toBe(papers[0]);

    for (const printer of printers) await printer.turn("well");
    const next = await order(phone, { name: "다음" });
    await move(next.id, "accepted");
    const papersOfNext = (at: number) =>
      printers[at].pages.filter((page) => page.includes("다음")).length;
    for (const [at, { sees }] of COMPLAINTS.entries())
      await expect.poll(() => papersOfNext(at), { message: sees, timeout: 30_000 }).toBe(1);
    const pending = tablet.locator(
      ".job:is([data-state=waiting], [data-state=claimed], [data-state=sending])",
    );
    await expect(async () => {
      await tablet.goto("/admin/printers");
      await expect(pending, "nothing is still to come").toHaveCount(0, { timeout: 500 });
    }).toPass({ timeout: 40_000 });
    for (const [at, { sees, papers }] of COMPLAINTS.entries()) {
      expect(papersOfNext(at), sees).toBe(1);
      expect(printers[at].pages.length - 1, sees).toBe(papers[1]);
    }
  } finally {
    await Promise.all(printers.map((printer) => printer.stop()));
    await removePrinters();
    await endOpen();
  }
});

/** A second printer with the same address, as people type it; `null`: it is a different address. */
const TYPED: [string, (address: string) => string, string | null][] = [
  ["the same", (address) => address, "종이가 두 장"],
  ["with spaces around it", (address) => `  ${address} `, "종이가 두 장"],
  ["with a scheme", (address) => `tcp://${address}/`, "종이가 두 장"],
  [
    "with zeros before its numbers",
    (address) => address.replace("127.0.0.1", "127.000.000.001"),
    "종이가 두 장",
  ],
  [
    "in full-width letters",
    (address) =>
      address.replace(/[\d.:]/g, (letter) =>
        String.fromCodePoint((letter.codePointAt(0) ?? 0) + 0xfee0),
      ),
    "종이가 두 장",
  ],
  [
    "another name of this machine",
    (address) => address.replace("127.0.0.1", "127.0.1.1"),
    "종이가 두 장",
  ],
  ["another port", (address) => address.replace(/:\d+$/, ":9"), null],
];

test("two papers of each order, since one printer was set up twice, are said", async ({
  tablet,
  faults,
}) => {
  faults.expect(faultsOf.status(422, /\/admin\/printers/));
  const printer = await StandIn.start();
  try {
    for (const [typed, as, says] of TYPED) {
      await removePrinters();
      await setUpPrinter("바", printer);
      await tablet.goto("/admin/printers");
      await tablet.locator("summary", { hasText: "프린터 추가" }).click();
      const form = tablet.locator("details.printer form.settings").last();
      await form.getByLabel("이름").fill("주방");
      await form.getByLabel(/^주소/).fill(as(printer.address));
      await form.getByRole("button", { name: "저장" }).click();
      await expect.soft(tablet.locator("article.printer"), typed).toHaveCount(2);
      const warned = tablet.locator(".notice").filter({ hasText: "주소가 같아요" });
      if (says) await expect.soft(warned, typed).toContainText(says);
      else await expect.soft(warned, typed).toHaveCount(0);
    }
  } finally {
    await printer.stop();
    await removePrinters();
  }
});
