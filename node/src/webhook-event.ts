import { unwrap } from "./failure.js";
import type { JsonObject, JsonValue } from "./json.js";
import type { NativeVerifier, Proof } from "./native.js";

// The array beside a verified event's text: `quick.rs` is the other half.
const FLAGS = 0;
const CODE = 1;
const TIME = 3;
const ENDS = 5;
const HALF = 0x1_0000_0000;

const IS_OK = 1;
const HAS_CODE = 2;
const HAS_CHARGE = 4;
const HAS_DATE = 8;

/** What an event was verified by, and from. */
export interface Origin {
  readonly verifier: NativeVerifier;
  readonly proof: Proof;
}

/** A payment notification whose signature was verified: only a verifier makes one. */
export class WebhookEvent {
  /** The body's code, 200 for a completed payment. */
  readonly code: number | null;
  /** The body's status, `"ok"` for a completed payment. */
  readonly status: string;
  /** The gateway's id of the payment. */
  readonly paymentId: string;
  /** The gateway's transaction number. */
  readonly transaction: string;
  /** What the buyer paid, in the currency's main unit: an exact decimal, with every digit as sent. */
  readonly amount: string;
  /** The gateway's fee, in the same currency. */
  readonly charge: string | null;
  /** The currency's code. */
  readonly currency: string;
  /** The merchant's own id of the order. */
  readonly custom: string;
  /** The day of the payment, `dd-mm-yyyy`, without a time zone. */
  readonly date: string | null;
  /** The name of the secret that verified it. */
  readonly verifiedBy: string;
  /** The time that was signed, in seconds since 1970. */
  readonly timestamp: number;
  /** Whether it reports a completed payment: status `ok`, and code absent or 2xx. */
  readonly isOk: boolean;

  readonly #origin: Origin;

  /** @internal Use a `Verifier`. */
  constructor(text: string, layout: Uint32Array, origin: Origin) {
    // One by one: this is what a verified webhook costs in JavaScript.
    const flags = layout[FLAGS]!;
    const status = layout[ENDS]!;
    const paymentId = layout[ENDS + 1]!;
    const transaction = layout[ENDS + 2]!;
    const amount = layout[ENDS + 3]!;
    const charge = layout[ENDS + 4]!;
    const currency = layout[ENDS + 5]!;
    const custom = layout[ENDS + 6]!;
    const date = layout[ENDS + 7]!;
    this.code = (flags & HAS_CODE) === 0 ? null : (layout[CODE]! | 0) * HALF + layout[CODE + 1]!;
    this.status = text.slice(0, status);
    this.paymentId = text.slice(status, paymentId);
    this.transaction = text.slice(paymentId, transaction);
    this.amount = text.slice(transaction, amount);
    this.charge = (flags & HAS_CHARGE) === 0 ? null : text.slice(amount, charge);
    this.currency = text.slice(charge, currency);
    this.custom = text.slice(currency, custom);
    this.date = (flags & HAS_DATE) === 0 ? null : text.slice(custom, date);
    this.verifiedBy = text.slice(date);
    this.timestamp = layout[TIME]! * HALF + layout[TIME + 1]!;
    this.isOk = (flags & IS_OK) !== 0;
    this.#origin = origin;
  }

  /**
   * The key to recognise repeats by: gateway, payment id, transaction and status. The gateway sends no event id.
   *
   * This and what follows reads the body again, and throws if its bytes were changed after they were verified.
   */
  get key(): string {
    return this.#rest()[0];
  }

  /** Everything the gateway sent, as text. */
  get raw(): string {
    return this.#rest()[1];
  }

  /** The fields that this version does not know. */
  get unknown(): JsonObject {
    return JSON.parse(this.#rest()[2]) as { [key: string]: JsonValue };
  }

  /** What to keep of this event once it was handled, under its `key`, in the same transaction as the delivery. */
  fingerprint(): Fingerprint {
    return new Fingerprint(JSON.parse(this.#rest()[3]) as FingerprintData);
  }

  /** @internal Whether a verifier made `value`. */
  static isVerified(value: unknown): value is WebhookEvent {
    return typeof value === "object" && value !== null && #origin in value;
  }

  /** @internal */
  get origin(): Origin {
    return this.#origin;
  }

  #rest(): [string, string, string, string] {
    return unwrap(this.#origin.verifier.rest(this.#origin.proof));
  }
}

/** A fingerprint as a database keeps it. */
export interface FingerprintData {
  readonly key: string;
  readonly amount: string;
  readonly currency: string;
  readonly custom: string;
}

/** What to keep of an event that was handled. `JSON.stringify` writes it, `new Fingerprint` reads it back. */
export class Fingerprint implements FingerprintData {
  /** The event's `key`. */
  readonly key: string;
  /** The amount that was paid. */
  readonly amount: string;
  /** Its currency. */
  readonly currency: string;
  /** The merchant's own id of the order. */
  readonly custom: string;

  constructor({ key, amount, currency, custom }: FingerprintData) {
    this.key = key;
    this.amount = amount;
    this.currency = currency;
    this.custom = custom;
  }

  /**
   * Compares a new event with this one: `"new"` is another event, to be handled; `"same"` is the same again, to be
   * answered with 200 and nothing else. The same payment with other data is thrown as a `ConflictError`: somebody must
   * look at it.
   */
  compare(event: WebhookEvent): "new" | "same" {
    const { verifier, proof } = event.origin;
    return unwrap(verifier.compare(JSON.stringify(this), proof));
  }
}
