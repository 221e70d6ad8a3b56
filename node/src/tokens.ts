import { unwrap } from "./failure.js";
import { native, type NativeTokens } from "./native.js";
import { checkText } from "./check.js";

/** A user's access and refresh token. Never shown by `inspect` and JSON. */
export class Tokens {
  readonly #native: NativeTokens;

  /** @internal Use {@link Tokens.load}. */
  constructor(tokens: NativeTokens) {
    this.#native = tokens;
  }

  /** Reads what {@link Tokens.export} wrote. */
  static load(text: string): Tokens {
    return new Tokens(unwrap(native.loadTokens(checkText(text, "tokens"))));
  }

  /** The tokens as text for your own encrypted store. This text is a secret. */
  export(): string {
    return this.#native.export();
  }

  /** The access token: the bearer token of the calls. */
  get accessToken(): string {
    return this.#native.accessToken();
  }

  /** The refresh token, which is used up by each renewal. */
  get refreshToken(): string | null {
    return this.#native.refreshToken();
  }

  /** When the access token ends. */
  get expiresAt(): Date | null {
    const millis = this.#native.expiresAt();
    return millis === null ? null : new Date(millis);
  }

  /** The granted scopes, if the server named them. */
  get scope(): string | null {
    return this.#native.scope();
  }

  /** @internal */
  get native(): NativeTokens {
    return this.#native;
  }
}

/** Keeps a user's tokens. New tokens are handed to it before they are used, since the old refresh token is spent by then. */
export interface TokenStore {
  /**
   * Keeps `tokens` in place of earlier ones. What it throws fails the call, whose error has only the name of it; the
   * tokens stay in memory and are offered again by the next call.
   */
  save(tokens: Tokens): void | Promise<void>;
}
