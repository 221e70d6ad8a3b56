// What the native module offers. The other half is bindings/node.
import type { Failure } from "./failure.js";
import { load } from "./platform.js";

type Outcome<T> = T | Failure;

/** Timestamp, signature and body: an event is verified from them again whenever something relies on it. */
export type Proof = readonly [timestamp: string, signature: string, body: Uint8Array];

/** What came for the event loop: see `event.rs`. */
export type NativeEvent =
  | [
      kind: 0,
      id: number,
      json: string,
      raw: string,
      httpStatus: number,
      retries: number,
      headers: string,
      requestId?: string,
    ]
  | [kind: 1, id: number, failure: Failure]
  | [kind: 2, id: number, client: NativeClient]
  | [kind: 3, id: number, outcome: string, field?: string, failure?: Failure]
  | [
      kind: 4,
      hooks: number,
      ticket: number,
      method: string,
      headers: string,
      url: string,
      body: Uint8Array,
      maxAnswer: number,
    ]
  | [kind: 5, hooks: number, ticket: number, tokens: NativeTokens]
  | [kind: 6, hooks: number, ticket: number];

/** Smallest unit, currency, main unit. */
export type NativeMoney = [amount: number, currency: string, decimal?: string | null];

export interface NativeBridge {
  take(): NativeEvent[];
  hold(): void;
  release(): void;
  abort(id: number): void;
}

export interface NativeHooks {
  answer(ticket: number, status: number, headers: [string, string][], body: Uint8Array): void;
  fail(ticket: number, phase: string, sent: string, message: string): void;
  saved(ticket: number, error?: string): void;
}

export interface NativeClient {
  /** Hands over what to reconcile by if the call is given up; nothing if it only reads. */
  call(
    id: number,
    operation: string,
    parameters: string,
    settings?: string,
  ): Outcome<string | undefined | null>;
  confirm(
    id: number,
    order: string,
    verifier: NativeVerifier,
    proof: Proof,
    settings?: string,
  ): Outcome<undefined>;
  startLogin(
    clientId: string,
    redirectUri: string,
    scopes: string[],
  ): Outcome<[string, NativeLogin]>;
  finishLogin(
    id: number,
    pending: NativeLogin,
    redirectUrl: string,
    store: NativeHooks | undefined,
    settings?: string,
  ): Outcome<undefined>;
  withSession(tokens: NativeTokens, clientId: string, store?: NativeHooks): Outcome<NativeClient>;
  tokens(): NativeTokens | null;
}

export interface NativeLogin {
  export(): string;
}

export interface NativeTokens {
  export(): string;
  accessToken(): string;
  refreshToken(): string | null;
  expiresAt(): number | null;
  scope(): string | null;
}

export interface NativeClock {
  advance(millis: number): Outcome<undefined>;
  now(): number;
  waits(): number[];
}

/** Verifies, and leaves the ends of the event's texts in the array beside it. */
export type QuickVerify = (
  timestamp: string,
  signature: string,
  body: Uint8Array,
  now: number,
) => string | Failure;

export interface NativeVerifier {
  quick(): [QuickVerify, Uint32Array];
  check(headers: [string, string][], body: Uint8Array, now: number): Outcome<undefined>;
  explain(timestamp: string, signature: string, body: Uint8Array, now: number): Outcome<string>;
  rest(proof: Proof): Outcome<[key: string, raw: string, unknown: string, fingerprint: string]>;
  compare(fingerprint: string, proof: Proof): Outcome<"new" | "same">;
}

export interface NativeEventVerifier {
  verify(headers: [string, string][], body: Uint8Array): Outcome<string>;
}

interface Native {
  Bridge: new (wake: () => void) => NativeBridge;
  NativeHooks: new (bridge: NativeBridge, number: number) => NativeHooks;
  createClient(
    bridge: NativeBridge,
    gateway: string,
    settings: string,
    hooks: NativeHooks,
    fetches: boolean,
    clock?: NativeClock,
  ): Outcome<NativeClient>;
  createClock(start: number): Outcome<NativeClock>;
  createVerifier(secrets: [string, string][], tolerance?: number): Outcome<NativeVerifier>;
  loadLogin(text: string): Outcome<NativeLogin>;
  loadTokens(text: string): Outcome<NativeTokens>;
  signRequest(
    parameters: string,
    secretKey: string,
    timestamp: number,
    profile?: string,
  ): Outcome<[body: string, contentType: string, signed: string, xSignature: string]>;
  signWebhook(
    secret: string,
    timestamp: number,
    body: Uint8Array,
  ): Outcome<[xTimestamp: string, xSignature: string]>;
  createEventVerifier(tokens: string[]): Outcome<NativeEventVerifier>;
  testWebhook(
    token: string,
    event: string,
    data: string,
    id?: string,
    createdOn?: string,
  ): Outcome<string>;
  moneyOf(amount: string, currency: string): Outcome<NativeMoney>;
  moneyMinor(amount: string, currency: string): Outcome<NativeMoney>;
  /** From an answer's headers: what became of the idempotency key, and whether it did not protect. */
  idempotencyStatus(headers: string): [status: string, unprotected: boolean] | null;
  pkce(verifier?: string): Outcome<[verifier: string, challenge: string]>;
  errorKinds(): string[];
  panicOnPurpose(): Outcome<undefined>;
}

export const native = load("kaikei", require) as Native;
