// Addresses and files of the running processes, from the environment that `cargo xtask test` sets.

import { join } from "node:path";

function required(name: string): string {
  const value = process.env[name];
  if (!value)
    throw new Error(`${name} is not set; run the specs with \`cargo xtask test --only-browser\``);
  return value;
}

export const CLIENT_URL = required("CLIENT_URL");
export const ADMIN_URL = required("ADMIN_URL");
export const MENU_URL = required("MENU_URL");
export const ORDER_URL = required("ORDER_URL");
export const STAFF_URL = required("STAFF_URL");
/** Key file with which the staff service signs sessions. */
export const STAFF_KEY_FILE = required("STAFF_KEY_FILE");
/** Key files with which the surfaces sign their calls. */
export const KEY_FILES = { client: required("CLIENT_KEY_FILE"), admin: required("ADMIN_KEY_FILE") };
export const STAFF_PIN = required("STAFF_PIN");
export const SITE_ROOT = required("SITE_ROOT");
/** File in which the client surface stores the last known menu. */
export const MENU_ON_DISK = join(SITE_ROOT, "../test-data/client/menu.json");
/** The web binary, for specs that start it with their own flags. */
export const SERVER = join(SITE_ROOT, "../debug/server");
export const STACK_CONTROL = required("STACK_CONTROL");
