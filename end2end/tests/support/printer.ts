// A printer's stand-in: it listens on loopback, answers as Epson's reference says, and can be in any mood.

import { type AddressInfo, createServer, type Server, type Socket } from "node:net";

export type Mood = "well" | "paper_out" | "drops";

const CONFIRM = Buffer.from([0x1d, 0x28, 0x48, 6, 0, 48, 48]);
const ASK = Buffer.from([0x10, 0x04]);

export class StandIn {
  mood: Mood = "well";
  /** Pages that came whole, as text. */
  readonly pages: string[] = [];
  private readonly open = new Set<Socket>();

  private constructor(private readonly server: Server) {
    server.on("connection", (socket) => this.serve(socket));
  }

  static async start(): Promise<StandIn> {
    const server = createServer();
    await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
    return new StandIn(server);
  }

  get address(): string {
    return `127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    for (const socket of this.open) socket.destroy();
    await new Promise((closed) => this.server.close(closed));
  }

  private serve(socket: Socket): void {
    let heard = Buffer.alloc(0);
    this.open.add(socket);
    socket.on("close", () => this.open.delete(socket));
    socket.on("error", () => undefined);
    socket.on("data", (data) => {
      heard = Buffer.concat([heard, data]);
      while (heard.subarray(0, 2).equals(ASK) && heard.length >= 3) {
        const isOut = this.mood === "paper_out" && heard[2] === 4;
        socket.write(Buffer.from([isOut ? 0x72 : 0x12]));
        heard = heard.subarray(3);
      }
      if (this.mood === "drops" && heard.length > 20) return void socket.destroy();
      const end = heard.indexOf(CONFIRM);
      if (end < 0 || heard.length < end + 11) return;
      this.pages.push(new TextDecoder("euc-kr").decode(heard.subarray(0, end)));
      socket.write(Buffer.concat([Buffer.from([0x37, 0x22]), heard.subarray(end + 7, end + 11), Buffer.from([0])]));
      heard = heard.subarray(end + 11);
    });
  }
}
