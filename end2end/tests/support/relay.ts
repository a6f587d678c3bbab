// A relay between a browser and a surface. It knows which requests have left the browser, for tests
// that leave a page at once: the browser's own event for "sent" comes before the bytes are written,
// and a tab that is closed in between has sent nothing.

import { once } from "node:events";
import { connect, createServer, type AddressInfo, type Socket } from "node:net";

export interface Relay {
  /** What the browser opens instead of the surface. */
  url: string;
  /** Waits until a whole POST of an address that begins so has left the browser. */
  posted: (path: string) => Promise<void>;
  close: () => void;
}

const HEAD = /^POST (\S+) HTTP\/1\.1\r\n.*?\r\n\r\n/s;

/** The address of a POST, once its whole body is there. */
function wholePost(read: string): string | undefined {
  const head = HEAD.exec(read);
  const length = Number(/\r\ncontent-length: *(\d+)/i.exec(head?.[0] ?? "")?.[1] ?? 0);
  return head && read.length >= head[0].length + length ? head[1] : undefined;
}

export async function openRelay(surface: string): Promise<Relay> {
  const { hostname, port } = new URL(surface);
  const sockets = new Set<Socket>();
  const waiting = new Map<string, () => void>();
  const server = createServer((browser) => {
    const upstream = connect(Number(port), hostname);
    for (const socket of [browser, upstream])
      sockets.add(socket.on("error", () => socket.destroy()));
    let read = "";
    browser.on("data", (bytes) => {
      const text = bytes.toString("latin1");
      // A browser sends its next request when the last one is answered.
      read = /^[A-Z]+ \/\S* HTTP\/1\.1\r\n/.test(text) ? text : read + text;
      const address = wholePost(read);
      if (address === undefined) return;
      read = "";
      for (const [path, resolve] of waiting) if (address.startsWith(path)) resolve();
    });
    browser.pipe(upstream).pipe(browser);
    browser.on("close", () => upstream.end());
    upstream.on("close", () => browser.destroy());
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    posted: (path) => new Promise((resolve) => waiting.set(path, resolve)),
    close: () => {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}
