// What the sandbox has noted: requests and webhooks.
import { read } from "./settings.js";

/** One request that reached a gateway, secrets masked. */
export interface JournalEntry {
  /** Counts up from 1. */
  readonly id: number;
  /** On the sandbox's clock. */
  readonly at: Date;
  readonly gateway: "ito" | "univapay";
  readonly requestId: string;
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  readonly query: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: string;
  /** `null` if the connection was cut before there was one. */
  readonly status: number | null;
  /** Id of the merchant whose credentials were used. */
  readonly merchant: string | null;
  /** The fault that was applied. */
  readonly fault: string | null;
}

/** One attempt at a webhook: exactly one of `status`, `error` and `refused` is there. */
export interface Attempt {
  readonly at: Date;
  /** What the receiver answered; only 2xx is success. */
  readonly status?: number;
  /** No answer came. */
  readonly error?: string;
  /** It was not sent and never will be. */
  readonly refused?: string;
}

/** One webhook and what became of it. */
export interface Delivery {
  /** Such as `webhook-1`. */
  readonly id: string;
  readonly merchant: string;
  readonly paymentId: string;
  readonly url: string;
  /** JSON, byte for byte as posted. */
  readonly body: string;
  readonly state: "pending" | "held" | "delivered" | "failed" | "dropped" | "refused";
  /** When the next attempt is due on the sandbox's clock. */
  readonly due: Date | null;
  /** Oldest first. */
  readonly attempts: readonly Attempt[];
}

/** As the control API writes them: members named otherwise, instants as text. */
type Written = Readonly<Record<string, unknown>>;

/** From the control API's answer. */
export function journalEntry(answer: Written): JournalEntry {
  return { ...read<JournalEntry>(answer), at: instant(answer["at"]) };
}

/** From the control API's answer. */
export function delivery(answer: Written): Delivery {
  const attempts = answer["attempts"] as Written[];
  return {
    ...read<Delivery>(answer),
    due: answer["due"] === null ? null : instant(answer["due"]),
    attempts: attempts.map((attempt) => ({
      ...read<Attempt>(attempt),
      at: instant(attempt["at"]),
    })),
  };
}

/** An instant of the sandbox's clock, to the millisecond. */
export function instant(text: unknown): Date {
  return new Date(text as string);
}
