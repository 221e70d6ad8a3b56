// Both payment gateways, emulated inside this process.
import { ItoJapan, type ItoJapanOptions } from "../ito-japan.js";
import { UnivaPay, type UnivaPayOptions } from "../univapay.js";
import { Browser } from "./browser.js";
import { Clock } from "../clock.js";
import { credentials, type Credentials } from "./credentials.js";
import { delivery, instant, journalEntry, type Delivery, type JournalEntry } from "./records.js";
import { startServer, type Server } from "./server.js";
import { read, written, type Settings } from "./settings.js";

/** How a sandbox starts. */
export interface SandboxOptions {
  /** The same seed gives the same keys and ids, in the order of the calls. 0 if not given. */
  seed?: number | undefined;
  /** How the gateways behave, also after a reset. */
  settings?: Partial<Settings> | undefined;
  /** Where the clock starts, and stands until `advance`. Without it, it follows the system's time. */
  startAt?: Date | undefined;
  /** Further redirect URIs for the first merchant's app. */
  redirectUris?: readonly string[] | undefined;
}

/** Which journal entries; what is left out matches all. */
export interface JournalFilter {
  /** Exact, or a beginning followed by `*`. */
  path?: string | undefined;
  method?: string | undefined;
  /** Only entries with a greater id. */
  since?: number | undefined;
}

/** Who signs in, and what they decide. */
export interface SignIn {
  /** The first merchant's user if not given. */
  email?: string | undefined;
  password?: string | undefined;
  /** `false` presses “deny”. */
  allow?: boolean | undefined;
}

type Answer = Record<string, unknown>;

/**
 * Both gateways on a free port of 127.0.0.1, until stopped: `await using sandbox = await Sandbox.start()`.
 *
 * They run on a thread of their own, which keeps neither the event loop nor the process alive.
 */
export class Sandbox {
  readonly #server: Server;
  readonly #browser: Browser;
  readonly #clocks: Clock[] = [];

  private constructor(server: Server) {
    this.#server = server;
    this.#browser = new Browser(server.baseUrl);
  }

  /** Starts a sandbox. */
  static async start(options: SandboxOptions = {}): Promise<Sandbox> {
    const server = startServer({
      seed: options.seed,
      settings: options.settings && written(options.settings),
      start_at: options.startAt?.toISOString(),
      redirect_uris: options.redirectUris,
    });
    return new Sandbox(server);
  }

  /** `http://127.0.0.1:port`, of both gateways. */
  get baseUrl(): string {
    return this.#server.baseUrl;
  }

  /** The first merchant's keys. */
  get credentials(): Credentials {
    return credentials(this.control("GET", "credentials") as Answer);
  }

  /** A further merchant with keys and a user of its own, who sees nothing of the others. */
  addMerchant(): Credentials {
    return credentials(this.control("POST", "merchants") as Answer);
  }

  /** A client set up for the first merchant, or the one whose keys are given. */
  itoJapan(
    overrides: Partial<ItoJapanOptions> = {},
    keys: Credentials = this.credentials,
  ): ItoJapan {
    return new ItoJapan({
      baseUrl: keys.itoBaseUrl,
      accessKey: keys.accessKey,
      secretKey: keys.secretKey,
      merchantClientId: keys.merchantClientId,
      merchantClientSecret: keys.merchantClientSecret,
      ...overrides,
    });
  }

  /** A client set up for the first merchant, or the one whose keys are given. */
  univaPay(
    overrides: Partial<UnivaPayOptions> = {},
    keys: Credentials = this.credentials,
  ): UnivaPay {
    return new UnivaPay({
      baseUrl: keys.univapayBaseUrl,
      jwt: keys.univapayJwt,
      secret: keys.univapaySecret,
      ...overrides,
    });
  }

  /** Time on the sandbox's clock. */
  get now(): Date {
    return instant((this.control("GET", "clock") as Answer)["now"]);
  }

  /**
   * Moves the clock forward by whole seconds, given in milliseconds: tokens expire, webhooks fall due.
   *
   * Clients with a clock of {@link clock} go along. Others are soon refused, because a payment request's timestamp must
   * be within 300 s of the sandbox's clock.
   *
   * @returns the new time
   */
  advance(milliseconds: number): Date {
    const now = this.control("POST", "clock", { advance_seconds: seconds(milliseconds) }) as Answer;
    for (const clock of this.#clocks) clock.advance(milliseconds);
    return instant(now["now"]);
  }

  /**
   * A clock for clients, as in `sandbox.itoJapan({ clock: sandbox.clock() })`. It shows this sandbox's time and moves
   * with {@link advance}; a client's waits move it too, and take no time.
   */
  clock(): Clock {
    const clock = new Clock(this.now);
    this.#clocks.push(clock);
    return clock;
  }

  /** Requests that reached a gateway, oldest first, secrets masked. */
  journal(filter: JournalFilter = {}): JournalEntry[] {
    const query = new URLSearchParams();
    for (const [name, value] of Object.entries(filter)) {
      if (value !== undefined) query.set(name, String(value));
    }
    return (this.control("GET", `journal?${query}`) as Answer[]).map(journalEntry);
  }

  /**
   * Makes the next `times` requests that match go wrong; one if not given.
   *
   * @param fault such as `"status=503"`, `"reset_after"` or `"too_many=30"`; docs/sandbox.md lists them
   */
  fault(fault: string, on: { path?: string; method?: string; times?: number } = {}): void {
    const { times, ...match } = on;
    this.control("POST", "faults", { match, times, fault });
  }

  /** Drops all faults still to come. */
  clearFaults(): void {
    this.control("DELETE", "faults");
  }

  /** All webhooks, oldest first. */
  deliveries(): Delivery[] {
    return (this.control("GET", "deliveries") as Answer[]).map(delivery);
  }

  /** Holds back all webhooks that wait, and those to come. */
  holdWebhooks(): void {
    this.control("POST", "deliveries/hold");
  }

  /** Lets the held webhooks go, one after the other, and holds back no more. */
  releaseWebhooks(order: "queued" | "reverse" = "queued"): void {
    this.control("POST", "deliveries/release", { order });
  }

  /** Posts a webhook again, now, until it succeeded `times` times. */
  resend(webhook: Delivery | string, times = 1): void {
    this.control("POST", `${pathOf(webhook)}/resend`, { times });
  }

  /** Puts a webhook's next attempt off by whole seconds of the sandbox's clock, given in milliseconds. */
  delay(webhook: Delivery | string, milliseconds: number): void {
    this.control("POST", `${pathOf(webhook)}/delay`, { seconds: seconds(milliseconds) });
  }

  /** Throws a webhook away. */
  drop(webhook: Delivery | string): void {
    this.control("POST", `${pathOf(webhook)}/drop`);
  }

  /** The settings in force. Changes go through {@link changeSettings}. */
  get settings(): Readonly<Settings> {
    return read(this.control("GET", "settings") as Answer);
  }

  /** Changes the settings that are given, until a reset. */
  changeSettings(changes: Partial<Settings>): void {
    this.control("POST", "settings", written(changes));
  }

  /** Forgets everything but the time. The same seed gives the same keys again. */
  reset(): void {
    this.control("POST", "reset");
  }

  /** Plays the buyer: opens the payment's page and pays. Returns where the buyer is sent back to. */
  async pay(url: string): Promise<string> {
    return this.#browser.submit(url, "pay");
  }

  /** Plays the buyer who cancels on the payment's page. Returns where the buyer is sent back to. */
  async cancel(url: string): Promise<string> {
    return this.#browser.submit(url, "cancel");
  }

  /**
   * Plays the buyer of a UnivaPay charge that waits: at a convenience store, the bank, or a wallet.
   *
   * @param amount what arrives by bank transfer, in the currency's smallest unit: less than what was asked for, or
   * more; all that is left if not given
   */
  payCharge(chargeId: string, amount?: number): void {
    this.control("POST", `charges/${encodeURIComponent(chargeId)}/pay`, { amount });
  }

  /** Plays the user: signs in, and allows or denies. Returns the redirect URL, with the code or the error. */
  async signIn(authorizeUrl: string, user: SignIn = {}): Promise<string> {
    const keys = this.credentials;
    const fields = {
      email: user.email ?? keys.userEmail,
      password: user.password ?? keys.userPassword,
    };
    return this.#browser.submit(authorizeUrl, user.allow === false ? "deny" : "approve", fields);
  }

  /**
   * Any call of the sandbox's control API by its path below `/_sandbox/`, such as `control("GET", "tokens")`. Members
   * are named as in docs/sandbox.md. Throws `ControlError` of `kaikei-sandbox` if it is refused.
   */
  control(method: string, call: string, body?: unknown): unknown {
    return this.#server.control(method, `/_sandbox/${call}`, body);
  }

  /** Closes the listener and every connection. Stopping twice is fine. */
  async stop(): Promise<void> {
    this.#server.stop();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }
}

function seconds(milliseconds: number): number {
  if (!Number.isInteger(milliseconds / 1000) || milliseconds < 0) {
    throw new RangeError(
      "the clock goes forward by whole seconds: give a multiple of 1000 milliseconds",
    );
  }
  return milliseconds / 1000;
}

function pathOf(webhook: Delivery | string): string {
  return `deliveries/${encodeURIComponent(typeof webhook === "string" ? webhook : webhook.id)}`;
}
