// Signed tokens (PASETO v4.public), for specs that call a service without a page, or need a session
// from another time.

import { createPrivateKey, sign } from "node:crypto";
import { readFileSync } from "node:fs";
import { KEY_FILES, STAFF_KEY_FILE } from "./places";

const HEADER = "v4.public.";

/**
 * PASETO's pre-authentication encoding: the number of parts, and each part with its length, so that
 * no bytes can move between parts.
 */
function encode(parts: Buffer[]): Buffer {
  const size = (count: number) => {
    const bytes = Buffer.alloc(8);
    bytes.writeBigUInt64LE(BigInt(count));
    return bytes;
  };
  return Buffer.concat([size(parts.length), ...parts.flatMap((part) => [size(part.length), part])]);
}

/** The secret and the public half of the key in a file. */
function halves(file: string): string[] {
  const secret = Buffer.from(
    readFileSync(file, "utf8").trim().replace("k4.secret.", ""),
    "base64url",
  );
  return [secret.subarray(0, 32), secret.subarray(32)].map((half) => half.toString("base64url"));
}

/** The public key that checks the sessions of staff. */
export const staffKey = (): string => `k4.public.${halves(STAFF_KEY_FILE)[1]}`;

/** A token signed for a purpose by the key in a file, with an optional footer. */
function signed(file: string, purpose: string, claims: unknown, footer = Buffer.alloc(0)): string {
  const [d, x] = halves(file);
  const key = createPrivateKey({ key: { kty: "OKP", crv: "Ed25519", d, x }, format: "jwk" });
  const message = Buffer.from(JSON.stringify(claims));
  const signature = sign(
    null,
    encode([Buffer.from(HEADER), message, footer, Buffer.from(purpose)]),
    key,
  );
  const token = HEADER + Buffer.concat([message, signature]).toString("base64url");
  return footer.length ? `${token}.${footer.toString("base64url")}` : token;
}

/** The header for one call from a surface to a service, for a customer if given. */
export function surfaceToken(
  surface: "client" | "admin",
  audience: "menu" | "order" | "staff",
  customer?: string,
): { "x-surface-token": string } {
  const now = Date.now();
  const claims = {
    surface,
    audience,
    customer,
    issued_at: new Date(now).toISOString(),
    until: new Date(now + 60_000).toISOString(),
  };
  return { "x-surface-token": signed(KEY_FILES[surface], "jumun surface", claims) };
}

/** The same session with its start moved this many minutes earlier. */
export function aged(session: string, minutes: number): string {
  const [, , body = "", footer = ""] = session.split(".");
  const message = Buffer.from(body, "base64url").subarray(0, -64);
  const claims = JSON.parse(message.toString()) as { since: string };
  claims.since = new Date(Date.parse(claims.since) - minutes * 60_000).toISOString();
  return signed(STAFF_KEY_FILE, "jumun staff", claims, Buffer.from(footer, "base64url"));
}
