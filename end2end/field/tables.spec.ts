// The menu's table is exported, passes through the programs that owners open it with, and is
// imported again without a change.

import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { type Page } from "@playwright/test";
import { expect, faultsOf, test } from "../tests/support";

const NOTHING = "바뀌는 것이 없어요";

/** The file that a program saves from the downloaded table. */
interface Saved {
  by: string;
  name: string;
  save: (table: string) => Buffer;
}

const text = (table: string) => Buffer.from(table);
const rows = (table: string, change: (row: string) => string) =>
  table
    .split("\n")
    .map((row) => (row ? change(row) : row))
    .join("\n");
/** The table with another separator, and quotes around cells that contain it. */
const separated = (table: string, separator: string) =>
  table.replace(/("(?:[^"]|"")*"|[^",\r\n]*)(,|\r?\n)/g, (_, cell: string, end: string) => {
    const quoted = cell.startsWith('"') || !cell.includes(separator) ? cell : `"${cell}"`;
    return quoted + (end === "," ? separator : end);
  });

/**
 * Encodes as code page 949, for which Node has no encoder; a letter that it lacks becomes a
 * question mark, as in Excel.
 */
const codePage949 = (table: string): Buffer => {
  const [decoder, bytes] = [new TextDecoder("euc-kr"), new Map<string, number[]>()];
  for (let lead = 0x81; lead < 0xff; lead++) {
    for (let trail = 0x41; trail < 0xff; trail++) {
      const letter = decoder.decode(Uint8Array.of(lead, trail));
      if ([...letter].length === 1 && letter !== "\ufffd") bytes.set(letter, [lead, trail]);
    }
  }
  const of = (letter: string) =>
    letter < "\x80" ? [letter.charCodeAt(0)] : (bytes.get(letter) ?? [0x3f]);
  return Buffer.from([...table.replace("\ufeff", "")].flatMap(of));
};

const SAVED: Saved[] = [
  { by: "nobody", name: "menu.csv", save: text },
  {
    by: "an editor without the mark of UTF-8",
    name: "menu.csv",
    save: (table) => text(table.replace("\ufeff", "")),
  },
  {
    by: "a spreadsheet of a country with decimal commas",
    name: "menu.csv",
    save: (table) => text(separated(table, ";")),
  },
  {
    by: "Excel as text with tabs",
    name: "menu.txt",
    save: (table) =>
      Buffer.from(`\ufeff${separated(table.replace("\ufeff", ""), "\t")}`, "utf16le"),
  },
  { by: "Excel as CSV of a Korean Windows", name: "menu.csv", save: codePage949 },
  {
    by: "Excel, with typed TRUE and FALSE",
    name: "menu.csv",
    save: (table) => text(table.replace(/(?<=,)true(?=[,\r\n])/g, "TRUE")),
  },
  {
    by: "a Mac, with letters taken apart",
    name: "menu.csv",
    save: (table) => text(table.normalize("NFD")),
  },
  {
    by: "Windows, with its ends of lines",
    name: "menu.csv",
    save: (table) => text(table.replace(/\r?\n/g, "\r\n")),
  },
  {
    by: "an old Mac, with its ends of lines",
    name: "menu.csv",
    save: (table) => text(table.replace(/\r?\n/g, "\r")),
  },
  {
    by: "a spreadsheet with empty columns and rows",
    name: "menu.csv",
    save: (table) => text(`${rows(table, (row) => `${row.replace("\r", "")},,,`)}\n,,,\n\n`),
  },
  {
    by: "somebody who added Excel's line for separators",
    name: "menu.csv",
    save: (table) => text(`sep=,\r\n${table.replace("\ufeff", "")}`),
  },
  {
    by: "a program that writes UTF-16 the other way round",
    name: "menu.csv",
    save: (table) => Buffer.from(table, "utf16le").swap16(),
  },
];

async function download(tablet: Page): Promise<string> {
  return (await tablet.context().request.get("/admin/menu.csv")).text();
}

async function expectNoChange(
  tablet: Page,
  by: string,
  file: { name: string; buffer: Buffer },
): Promise<void> {
  await tablet.goto("/admin/menu/csv");
  await tablet
    .getByLabel(/CSV 파일/)
    .setInputFiles({ ...file, mimeType: "application/octet-stream" });
  await tablet.getByRole("button", { name: "미리 보기" }).click();
  await expect.soft(tablet.locator(".faults li, .changes li, .problem"), by).toHaveText([]);
  await expect.soft(tablet.getByRole("heading", { name: NOTHING }), by).toBeVisible();
}

test("the table that was downloaded changes nothing, whatever has saved it", async ({ tablet }) => {
  const table = await download(tablet);
  for (const { by, name, save } of SAVED)
    await expectNoChange(tablet, by, { name, buffer: save(table) });
});

/**
 * LibreOffice's import options: separator 44, quote 34, UTF-8 (76), from row 1, no column formats,
 * no language, quoted cells are not text, detect special numbers.
 */
const READ_IN = "CSV:44,34,76,1,,0,false,true";

test("the table that LibreOffice has opened with number detection and saved changes nothing", async ({
  tablet,
}) => {
  test.setTimeout(120_000);
  const run = promisify(execFile);
  const folder = await mkdtemp(join(tmpdir(), "jumun-table-"));
  const convert = async (kind: string) =>
    run("soffice", [
      `-env:UserInstallation=file://${folder}/profile`,
      "--headless",
      `--infilter=${READ_IN}`,
      "--convert-to",
      kind,
      "--outdir",
      join(folder, "out"),
      join(folder, "menu.csv"),
    ]);
  try {
    await writeFile(join(folder, "menu.csv"), await download(tablet));
    const isMissing = await convert("xlsx").then(
      () => false,
      (error: NodeJS.ErrnoException) => error.code === "ENOENT",
    );
    test.skip(isMissing, "LibreOffice (soffice) is not on this machine");
    await convert("csv:Text - txt - csv (StarCalc):59,34,76,1,,0,false,true");
    for (const name of ["menu.xlsx", "menu.csv"])
      await expectNoChange(tablet, name, {
        name,
        buffer: await readFile(join(folder, "out", name)),
      });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

/** Files that are not a table, and the page's message. */
const REFUSED: [string, string, Buffer, RegExp][] = [
  ["an empty file", "menu.csv", Buffer.alloc(0), /파일을 골라/],
  [
    "a picture",
    "menu.csv",
    Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0, 16, 74, 70, 73, 70, 0, 1, 0xff, 0xff]),
    /읽을 수 없|칸이/,
  ],
  [
    "an old workbook",
    "menu.xls",
    Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]),
    /\.xlsx/,
  ],
  ["half a workbook", "menu.xlsx", Buffer.from("PK\x03\x04half"), /표로 읽을 수 없/],
  [
    "a table of something else",
    "members.csv",
    Buffer.from("이름,전화\n하늘,010\n"),
    /모르는 칸이에요\(A열\): 이름/,
  ],
];

test("what is no table of a menu is said in words", async ({ tablet, faults }) => {
  faults.expect(faultsOf.status(422, /\/admin\/menu\/csv/));
  for (const [what, name, buffer, words] of REFUSED) {
    await tablet.goto("/admin/menu/csv");
    await tablet.getByLabel(/CSV 파일/).setInputFiles({ name, mimeType: "text/csv", buffer });
    await tablet.getByRole("button", { name: "미리 보기" }).click();
    await expect
      .soft(tablet.locator(".problem, .faults").filter({ hasText: words }).first(), what)
      .toBeVisible();
  }
});
