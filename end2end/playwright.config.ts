import { defineConfig } from "@playwright/test";
import type { Engine } from "./engines/window";
import type { Options } from "./tests/support";

// Engines that this machine has. Their specs start them and use none of the Chromium settings
// below.
const engines: { name: string; engine: Engine["engine"]; program?: string }[] = [
  { name: "Firefox", engine: "firefox", program: process.env.FIREFOX },
  { name: "WebKit", engine: "webkit", program: process.env.WEBKIT_DRIVER },
];

// `cargo xtask test` starts the real processes and passes their addresses in the environment. One
// worker: the specs share one café, and some stop its processes.
export default defineConfig<Options, Engine>({
  testDir: ".",
  testMatch: "**/{tests,field}/*.spec.ts",
  outputDir: "./test-results",
  workers: 1,
  fullyParallel: false,
  retries: 0,
  forbidOnly: true,
  timeout: 60_000,
  globalTimeout: 45 * 60_000,
  expect: { timeout: 10_000 },
  reporter: [["list"]],
  // Every spec runs on the larger phone; those that may look different on a smaller one run there,
  // too.
  projects: [
    { name: "390×844", use: { phoneSize: { width: 390, height: 844 } } },
    { name: "360×740", use: { phoneSize: { width: 360, height: 740 } }, grep: /@sizes/ },
    ...engines.flatMap(({ name, engine, program }) =>
      program
        ? [{ name, testDir: "./engines", testMatch: "*.spec.ts", use: { engine, program } }]
        : [],
    ),
  ],
  use: {
    baseURL: process.env.CLIENT_URL,
    locale: "ko-KR",
    timezoneId: "Asia/Seoul",
    // The service worker's caches must not replace the server's answers; its own spec allows it.
    serviceWorkers: "block",
    trace: "off",
    screenshot: "only-on-failure",
    launchOptions: {
      executablePath: process.env.CHROMIUM,
      args: [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
      ],
    },
  },
});
