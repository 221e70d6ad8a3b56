// Compiled only: what users write must have the types that they expect.

import { ControlError, Server, type ServerOptions } from "kaikei-sandbox";
import { Sandbox, type Credentials, type Delivery, type JournalEntry } from "kaikei/testing";

export function server(options: ServerOptions): string {
  using started = new Server(options);
  // @ts-expect-error: the control API's answers are the caller's to judge
  started.control("GET", "/_sandbox/tokens").length;
  try {
    started.control("POST", "/_sandbox/faults", { fault: "explode" });
  } catch (error) {
    if (error instanceof ControlError) return `${error.status} ${error.message}`;
  }
  return started.baseUrl;
}

export async function sandbox(): Promise<[Credentials, JournalEntry[], Delivery[]]> {
  await using sandbox = await Sandbox.start({ seed: 7, settings: { serverMode: "S4" } });
  // @ts-expect-error: no such mode
  sandbox.changeSettings({ serverMode: "S9" });
  // @ts-expect-error: not a setting of this client
  sandbox.itoJapan({ jwt: "x" });
  // @ts-expect-error: credentials do not change
  sandbox.credentials.accessKey = "x";
  const back: string = await sandbox.pay("url");
  const now: Date = sandbox.advance(back.length * 1000);
  return [sandbox.credentials, sandbox.journal({ since: now.getTime() }), sandbox.deliveries()];
}
