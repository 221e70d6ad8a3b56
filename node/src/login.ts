import { checkText } from "./check.js";
import { unwrap } from "./failure.js";
import { native, type NativeLogin } from "./native.js";

/** What a login needs to know. */
export interface LoginRequest {
  /** The app's public client id. There is no client secret in an app. */
  clientId: string;
  /** Where the user's browser comes back to, exactly as registered. Its port is free on loopback. */
  redirectUri: string;
  /** Scopes to ask for; none by default. */
  scopes?: readonly string[] | undefined;
}

/** A login that has begun. */
export interface Login {
  /** Open this in the user's browser. */
  readonly authorizeUrl: string;
  /** Keep this until the browser comes back. */
  readonly pending: PendingLogin;
}

/** A login between the browser's leaving and its return. Used once, within 10 minutes. Never shown by `inspect` and JSON. */
export class PendingLogin {
  readonly #native: NativeLogin;

  /** @internal Use {@link PendingLogin.load}. */
  constructor(login: NativeLogin) {
    this.#native = login;
  }

  /** Reads what {@link PendingLogin.export} wrote. */
  static load(text: string): PendingLogin {
    return new PendingLogin(unwrap(native.loadLogin(checkText(text, "pendingLogin"))));
  }

  /** The login as text, to carry it over a restart. This text is a secret. */
  export(): string {
    return this.#native.export();
  }

  /** @internal */
  get native(): NativeLogin {
    return this.#native;
  }
}
