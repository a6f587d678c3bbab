// Accessibility checks: axe's rules in every look, nothing wider than the screen, and a visible
// focus.

import { AxeBuilder } from "@axe-core/playwright";
import { expect, type Locator, type Page } from "@playwright/test";

/** The rules of WCAG 2.0–2.2, A and AA, and axe's best practices. */
const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"];

const SMALL = { width: 360, height: 740 };
const LARGE = { width: 390, height: 844 };

interface Look {
  size: { width: number; height: number };
  colorScheme: "light" | "dark";
  /** Large type, a setting of the customer. */
  easy: boolean;
}

/**
 * Each size with each colour scheme and each type size, in as few looks as possible: a rule depends
 * on one of these at a time.
 */
const LOOKS: Look[] = [
  { size: SMALL, colorScheme: "light", easy: false },
  { size: LARGE, colorScheme: "dark", easy: false },
  { size: LARGE, colorScheme: "light", easy: true },
  { size: SMALL, colorScheme: "dark", easy: true },
];

/**
 * Screens on which nothing may be too wide: a narrow phone, one with large type, and a desktop at
 * 200 %.
 */
const NARROW: (Look & { textPercent?: number })[] = [
  { size: { width: 320, height: 568 }, colorScheme: "light", easy: false },
  { size: { width: 320, height: 568 }, colorScheme: "light", easy: true },
  { size: { width: 640, height: 400 }, colorScheme: "light", easy: false },
  { size: LARGE, colorScheme: "light", easy: false, textPercent: 200 },
];

const said = ({ size, colorScheme, easy, textPercent }: Look & { textPercent?: number }) =>
  [
    `${size.width}×${size.height}`,
    colorScheme,
    easy && "large type",
    textPercent && `text at ${textPercent} %`,
  ]
    .filter(Boolean)
    .join(", ");

async function dress(
  page: Page,
  { size, colorScheme, easy, textPercent }: Look & { textPercent?: number },
): Promise<void> {
  await page.setViewportSize(size);
  await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
  await page.evaluate(
    ([easy, textPercent]) => {
      const root = document.documentElement;
      root.classList.toggle("easy", easy);
      root.style.fontSize = textPercent ? `${textPercent}%` : "";
    },
    [easy, textPercent] as const,
  );
}

/** Shows the page in each look, and restores it afterwards. */
async function inLooks<L extends Look>(
  page: Page,
  looks: L[],
  check: (look: string) => Promise<void>,
): Promise<void> {
  const [size, easy] = [
    page.viewportSize(),
    await page.evaluate(() => document.documentElement.classList.contains("easy")),
  ];
  for (const look of looks) {
    await dress(page, look);
    await check(said(look));
  }
  await dress(page, { size: size ?? LARGE, colorScheme: "light", easy });
  await page.emulateMedia({ colorScheme: null, reducedMotion: null });
}

/**
 * Expects that axe finds nothing, light and dark, in normal and in large type, at both sizes. The
 * window is as tall as the page: content that a bar at the edge covers can be scrolled into view,
 * which axe cannot know.
 */
export async function expectAccessible(page: Page): Promise<void> {
  const scrolled = await page.evaluate(() => scrollY);
  await inLooks(page, LOOKS, async (look) => {
    await page.setViewportSize(
      await page.evaluate(() => ({
        width: innerWidth,
        height: document.documentElement.scrollHeight,
      })),
    );
    await expectNoViolations(page, look);
  });
  await page.evaluate((y) => scrollTo({ top: y, behavior: "instant" }), scrolled);
}

/** Expects that axe finds nothing on the page in its current look. */
export async function expectNoViolations(page: Page, look: string): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).withTags(RULES).analyze();
  const found = violations.map(
    ({ id, help, nodes }) =>
      `${id} (${help}): ${nodes.map((node) => `${node.target} ${node.any[0]?.message ?? ""}`).join(" | ")}`,
  );
  expect(found, `${page.url()} in ${look}`).toEqual([]);
}

/**
 * Expects that the page never scrolls sideways, and that no touch target is too small for a finger.
 */
export async function expectReflow(page: Page): Promise<void> {
  await inLooks(page, NARROW, async (look) => {
    const over = await page.evaluate(() => {
      const width = document.documentElement.clientWidth;
      const scrolls = (element: Element | null): boolean =>
        element !== null &&
        (["auto", "scroll", "hidden"].includes(getComputedStyle(element).overflowX) ||
          scrolls(element.parentElement));
      const wide = [...document.body.querySelectorAll("*")].filter(
        (element) =>
          element.getBoundingClientRect().right > width + 1 && !scrolls(element.parentElement),
      );
      return [
        document.documentElement.scrollWidth - width,
        ...wide.map((element) => `${element.tagName}.${element.className}`),
      ];
    });
    expect(over, `${page.url()} at ${look}`).toEqual([0]);
    expect(await small(page), `${page.url()} at ${look}: targets below 44 px`).toEqual([]);
  });
}

/** Touch targets lower than 44 px; links within a sentence are exempt, as high as their line. */
function small(page: Page): Promise<string[]> {
  return page.evaluate(() =>
    [
      ...document.querySelectorAll<HTMLElement>(
        "a, button, label.choice, input:not([type=hidden], .choice input), select, textarea, summary",
      ),
    ]
      .filter((target) => target.checkVisibility() && getComputedStyle(target).display !== "inline")
      .map((target) => ({ target, box: target.getBoundingClientRect() }))
      .filter(
        ({ box }) => box.height > 0 && Math.min(box.height, box.width) < 43.5 && box.width > 1,
      )
      .map(
        ({ target, box }) =>
          `${target.outerHTML.slice(0, 80)} ${Math.round(box.width)}×${Math.round(box.height)}`,
      ),
  );
}

/**
 * Expects that the focused element is visible once the page has scrolled to it: with a ring of at
 * least 2 px, and no bar in front of it.
 */
export async function expectVisibleFocus(page: Page): Promise<void> {
  await expect
    .poll(() => focus(page), { message: page.url(), intervals: [0, 50, 100], timeout: 3_000 })
    .toBe("seen");
}

function focus(page: Page): Promise<string> {
  return page.evaluate(() => {
    const element = document.activeElement;
    if (!element || element === document.body) return "nothing has the focus";
    const named = element.outerHTML.slice(0, 80);
    const ringed = [element, element.closest("label")]
      .filter((one) => one !== null)
      .map((one) => getComputedStyle(one));
    const ring = ringed.some(
      (style) =>
        style.outlineStyle !== "none" &&
        parseFloat(style.outlineWidth) >= 2 &&
        style.outlineColor !== "rgba(0, 0, 0, 0)",
    );
    if (!ring) return `no ring around ${named}`;
    const box = (element.closest("label") ?? element).getBoundingClientRect();
    const front = document.elementFromPoint(
      box.left + Math.min(box.width / 2, 40),
      box.top + box.height / 2,
    );
    if (!front) return `${named} is off the screen`;
    const seen =
      element.contains(front) ||
      front.contains(element) ||
      element.closest("label")?.contains(front);
    return seen ? "seen" : `${named} is behind ${front.outerHTML.slice(0, 80)}`;
  });
}

/** Moves the focus by Tab to `target`, and expects it to be visible at every stop. */
export async function tabTo(page: Page, target: Locator): Promise<void> {
  const there = () => target.evaluate((element) => element === document.activeElement);
  for (let stops = 0; stops < 120; stops++) {
    await page.keyboard.press("Tab");
    await expectVisibleFocus(page);
    if (await there()) return;
  }
  throw new Error(`120 stops and not at ${target}`);
}
