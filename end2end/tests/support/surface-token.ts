// What a surface sends with every call to a service, for specs that ask a service without a page (PASETO v4.public).

import { createPrivateKey, sign } from "node:crypto";
import { readFileSync } from "node:fs";
import { KEY_FILES } from "./places";

const HEADER = "v4.public.";
const PURPOSE = "jumun surface";

/** PASETO's pre-authentication encoding: how many parts, and each with its length, so that none can be moved into another. */
function encode(parts: Buffer[]): Buffer {
  const size = (count: number) => {
    const bytes = Buffer.alloc(8);
    bytes.writeBigUInt64LE(BigInt(count));
    return bytes;
  };
  return Buffer.concat([size(parts.length), ...parts.flatMap((part) => [size(part.length), part])]);
}

/** The header for one call: of which surface, to which service, for which customer. */
export function surfaceToken(surface: "client" | "admin", audience: "menu" | "order" | "member", customer?: string): { "x-surface-token": string } {
  const secret = Buffer.from(readFileSync(KEY_FILES[surface], "utf8").trim().replace("k4.secret.", ""), "base64url");
  const [d, x] = [secret.subarray(0, 32), secret.subarray(32)].map((half) => half.toString("base64url"));
  const key = createPrivateKey({ key: { kty: "OKP", crv: "Ed25519", d, x }, format: "jwk" });
  const now = Date.now();
  const claims = { surface, audience, customer, issued_at: new Date(now).toISOString(), until: new Date(now + 60_000).toISOString() };
  const message = Buffer.from(JSON.stringify(claims));
  const signature = sign(null, encode([Buffer.from(HEADER), message, Buffer.alloc(0), Buffer.from(PURPOSE)]), key);
  return { "x-surface-token": HEADER + Buffer.concat([message, signature]).toString("base64url") };
}
