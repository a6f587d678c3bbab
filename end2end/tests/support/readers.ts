// Readers of a page while a service is down: in either language, with scripts and without.

import { type Page } from "@playwright/test";

export type Language = "ko" | "en";

export interface Reader {
  language: Language;
  scripts: boolean;
  options: { locale: string; javaScriptEnabled: boolean };
}

export const READERS: Reader[] = (["ko", "en"] as const).flatMap((language) =>
  [true, false].map((scripts) => ({
    language,
    scripts,
    options: { locale: language === "ko" ? "ko-KR" : "en-US", javaScriptEnabled: scripts },
  })),
);

/** Opens one page for each reader. */
export async function everyReader(
  open: (options: Reader["options"]) => Promise<Page>,
): Promise<(Reader & { page: Page })[]> {
  const opened = [];
  for (const reader of READERS) opened.push({ ...reader, page: await open(reader.options) });
  return opened;
}
