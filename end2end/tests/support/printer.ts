// A fake printer on loopback: it answers as Epson's reference says, and can simulate faults
// (moods).

import { once } from "node:events";
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import { expect } from "@playwright/test";
import { ORDER_URL } from "./places";
import { counter } from "./services";

export type Mood =
  | "well"
  | "near_end"
  | "paper_out"
  | "cover_open"
  | "jammed"
  | "offline"
  /** Sends unsolicited status messages between its answers. */
  | "chatty"
  /** Another program holds its only connection. */
  | "busy"
  /** Accepts connections and never answers. */
  | "mute"
  /** Breaks the connection in the middle of a job. */
  | "drops"
  /** Prints, then closes the connection without a confirmation. */
  | "silent"
  /** Confirms a different job than the one it printed. */
  | "lies";

const CONFIRM = Buffer.from([0x1d, 0x28, 0x48, 6, 0, 48, 48]);
const ASK = Buffer.from([0x10, 0x04]);
const WELL = 0x12;
/** Answers to the four queries of `DLE EOT`, where they differ from `WELL`. */
const STATUS: Partial<Record<Mood, Record<number, number>>> = {
  near_end: { 4: 0x1e },
  paper_out: { 1: 0x1a, 2: 0x32, 4: 0x72 },
  cover_open: { 1: 0x1a, 2: 0x16 },
  jammed: { 1: 0x1a, 2: 0x52, 3: 0x1a },
  offline: { 1: 0x1a },
};
/** An automatic status message, as some printers send at every change. */
const UNASKED = Buffer.from([0x14, 0x00, 0x00, 0x0f]);

export class StandIn {
  private mood: Mood = "well";
  /** Tickets that were received completely, as text. */
  readonly pages: string[] = [];
  private readonly open = new Set<Socket>();
  private port = 0;

  private constructor(private readonly server: Server) {
    server.on("connection", (socket) => this.serve(socket));
  }

  static async start(mood: Mood = "well"): Promise<StandIn> {
    const printer = new StandIn(createServer());
    await printer.listen();
    await printer.turn(mood);
    return printer;
  }

  get address(): string {
    return `127.0.0.1:${this.port}`;
  }

  /** Changes the mood; "busy" ends existing connections. */
  async turn(mood: Mood): Promise<void> {
    this.mood = mood;
    if (mood === "busy") await this.stop();
    else if (!this.server.listening) await this.listen();
  }

  async stop(): Promise<void> {
    for (const socket of this.open) socket.destroy();
    if (this.server.listening) await new Promise((closed) => this.server.close(closed));
  }

  private async listen(): Promise<void> {
    this.server.listen(this.port, "127.0.0.1");
    await once(this.server, "listening");
    this.port = (this.server.address() as AddressInfo).port;
  }

  private serve(socket: Socket): void {
    let heard = Buffer.alloc(0);
    this.open.add(socket);
    socket.on("close", () => this.open.delete(socket));
    socket.on("error", () => undefined);
    socket.on("data", (data) => {
      if (this.mood === "mute") return;
      heard = Buffer.concat([heard, data]);
      while (heard.subarray(0, 2).equals(ASK) && heard.length >= 3) {
        if (this.mood === "chatty") socket.write(UNASKED);
        socket.write(Buffer.from([STATUS[this.mood]?.[heard[2]] ?? WELL]));
        heard = heard.subarray(3);
      }
      if (this.mood === "drops" && heard.length > 20) return void socket.resetAndDestroy();
      const end = heard.indexOf(CONFIRM);
      if (end < 0 || heard.length < end + 11) return;
      this.pages.push(new TextDecoder("euc-kr").decode(heard.subarray(0, end)));
      if (this.mood === "silent") return void socket.end();
      if (this.mood === "chatty") socket.write(UNASKED);
      const id = this.mood === "lies" ? Buffer.from("    ") : heard.subarray(end + 7, end + 11);
      socket.write(Buffer.concat([Buffer.from([0x37, 0x22]), id, Buffer.from([0])]));
      heard = heard.subarray(end + 11);
    });
  }
}

/** Removes every printer, so that only a spec's own one prints. */
export async function removePrinters(): Promise<void> {
  const headers = await counter("order");
  const { printers } = (await (
    await fetch(`${ORDER_URL}/api/v1/printers`, { headers })
  ).json()) as { printers: { id: string }[] };
  for (const { id } of printers)
    await fetch(`${ORDER_URL}/api/v1/printers/${id}`, { method: "DELETE", headers });
}

/** Configures a fake printer as one of the store's. */
export async function setUpPrinter(name: string, { address }: StandIn): Promise<void> {
  const settings = {
    store: "main",
    name,
    address,
    zone: "Asia/Seoul",
    on_accepted: true,
    on_cancelled: true,
    enabled: true,
  };
  const answer = await fetch(`${ORDER_URL}/api/v1/printers/${crypto.randomUUID()}`, {
    method: "PUT",
    headers: { "content-type": "application/json", ...(await counter("order")) },
    body: JSON.stringify({ expected_version: 0, settings }),
  });
  expect(answer.ok, `${name}: ${answer.status}`).toBe(true);
}
