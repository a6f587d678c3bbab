// Renders public/icon.svg in the sizes that phones install, into public/client/pwa. Run
// it when the drawing changes. Usage: node icons.mjs <chromium>
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const assets = join(import.meta.dirname, "../../public");
const drawing = readFileSync(join(assets, "icon.svg"), "utf8");
// A phone that crops the picture to its own shape needs the background up to the edge.
const uncut = drawing.replace(/ rx="14"/, "");
const icons = [
  ["icon-192.png", 192, drawing],
  ["icon-512.png", 512, drawing],
  ["icon-maskable-512.png", 512, uncut],
  ["apple-touch-icon.png", 180, uncut],
];
const scratch = mkdtempSync(join(tmpdir(), "icons-"));
for (const [name, size, svg] of icons) {
  const page = join(scratch, "icon.html");
  writeFileSync(page, `<style>*{margin:0}svg{display:block;width:${size}px}</style>${svg}`);
  execFileSync(
    process.argv[2],
    [
      "--headless",
      "--no-sandbox",
      "--disable-gpu",
      `--user-data-dir=${join(scratch, "profile")}`,
      "--hide-scrollbars",
      "--default-background-color=00000000",
      `--window-size=${size},${size}`,
      `--screenshot=${join(assets, "client/pwa", name)}`,
      page,
    ],
    { stdio: "ignore", timeout: 60_000 },
  );
}
rmSync(scratch, { recursive: true });
