import { eventOf, inFlight, theBridge } from "./bridge.js";
import { checkObject, checkStore, checkText } from "./check.js";
import { encode } from "./encode.js";
import type { KaikeiError } from "./error.js";
import { toError, unwrap } from "./failure.js";
import { InternalError, InvalidRequestError } from "./generated/errors.js";
import type { Order } from "./generated/ito/models.js";
import { ItoJapanResources } from "./generated/ito/resources.js";
import { Hooks } from "./hooks.js";
import { PendingLogin, type Login, type LoginRequest } from "./login.js";
import { camel } from "./names.js";
import { callSettings, type CallOptions, type ClientOptions } from "./options.js";
import { Core } from "./resource.js";
import type { SigningProfile } from "./sign.js";
import { Tokens, type TokenStore } from "./tokens.js";
import { WebhookEvent } from "./webhook-event.js";

/** What a client of ITO-Japan can be given. */
export interface ItoJapanOptions extends ClientOptions {
  /** The gateway's base URL. Default: the document's. */
  baseUrl?: string | undefined;
  /** The merchant's access key, for payments. */
  accessKey?: string | undefined;
  /** The merchant's secret key, which signs payments. */
  secretKey?: string | undefined;
  /** What is signed, and what is sent. Default `"documented"`. */
  profile?: SigningProfile | undefined;
  /** The merchant's OAuth client, for `users`. */
  merchantClientId?: string | undefined;
  /** Its secret. */
  merchantClientSecret?: string | undefined;
  /** Scopes to ask for. */
  merchantScopes?: readonly string[] | undefined;
  /** Hosts besides the gateway's own that a checkout page may be on. */
  checkoutHosts?: readonly string[] | undefined;
  /** The path of the page where users log in. */
  authorizePath?: string | undefined;
  /** The path of the token endpoint. */
  tokenPath?: string | undefined;
}

/** Whether an order was paid. Deliver only on `"confirmed"`. */
export type Confirmation =
  /** The event is about this order, with this amount, and the gateway knows the payment as valid. */
  | { readonly outcome: "confirmed" }
  /** The event is about something else; `field` is the first that differs. Do not deliver. */
  | { readonly outcome: "mismatch"; readonly field: string }
  /** The gateway knows no such completed payment. Do not deliver. */
  | { readonly outcome: "not_found" }
  /** The gateway could not be asked. Ask again later: do not deliver, and do not cancel. */
  | { readonly outcome: "unknown"; readonly error: KaikeiError };

/** A client of ITO-Japan: a merchant's, or that of a user who logged in. */
export class ItoJapan extends ItoJapanResources {
  constructor(options: ItoJapanOptions = {}) {
    super(options instanceof Core ? options : Core.create("ito", options));
  }

  /**
   * Whether a verified webhook proves that `order` was paid: compares status, `custom`, currency and amount, then asks the
   * gateway. Take the order from your own records, never from the event.
   */
  async confirm(order: Order, event: WebhookEvent, options?: CallOptions): Promise<Confirmation> {
    const core = this.core;
    const text = encode(order, "Order", { whole: "order" });
    if (!WebhookEvent.isVerified(event)) {
      throw new InvalidRequestError({
        message: "event must be what a verifier returned",
        field: "event",
      });
    }
    const { verifier, proof } = event.origin;
    const given = callSettings(options);
    const begin = (id: number): ReturnType<typeof core.native.confirm> =>
      core.native.confirm(id, text, verifier, proof, given);
    const ended = eventOf(await inFlight(this, core, begin, options?.signal, "Order"), "Order");
    if (ended[0] !== 3)
      throw new InternalError({ message: "a confirmation ended with something else" });
    const [, , outcome, field, failure] = ended;
    if (outcome === "unknown" && failure !== undefined) return { outcome, error: toError(failure) };
    if (outcome === "mismatch" && field !== undefined) return { outcome, field: camel(field) };
    return { outcome: outcome === "confirmed" ? outcome : "not_found" };
  }

  /** Begins a login with PKCE: open `authorizeUrl` in the user's browser, and keep `pending` until it comes back. */
  startLogin(request: LoginRequest): Login {
    const { clientId, redirectUri, scopes = [] } = checkObject(request, "request");
    if (!Array.isArray(scopes)) {
      throw new InvalidRequestError({
        message: "scopes must be a list of strings",
        field: "scopes",
      });
    }
    const [authorizeUrl, pending] = unwrap(
      this.core.native.startLogin(
        checkText(clientId, "clientId"),
        checkText(redirectUri, "redirectUri"),
        scopes.map((scope: unknown) => checkText(scope, "scopes")),
      ),
    );
    return { authorizeUrl, pending: new PendingLogin(pending) };
  }

  /**
   * Ends a login with the URL that the browser came back to, and returns a client that acts for the user. The code is
   * exchanged once and never repeated. If the store fails, the tokens stay in memory, and the first call offers them again.
   */
  async finishLogin(
    pending: PendingLogin,
    redirectUrl: string,
    options: CallOptions & { tokenStore?: TokenStore | undefined } = {},
  ): Promise<ItoJapan> {
    const core = this.core;
    if (!(pending instanceof PendingLogin)) {
      throw new InvalidRequestError({
        message: "pending must be a PendingLogin",
        field: "pending",
      });
    }
    const { tokenStore, ...rest } = checkObject(options);
    const hooks = storeHooks(tokenStore);
    const [url, given] = [checkText(redirectUrl, "redirectUrl"), callSettings(rest)];
    const begin = (id: number): ReturnType<typeof core.native.finishLogin> =>
      core.native.finishLogin(id, pending.native, url, hooks?.native, given);
    const ended = eventOf(await inFlight(this, [core, hooks], begin, rest.signal));
    if (ended[0] !== 2) throw new InternalError({ message: "a login ended with something else" });
    return acting(ended[2], core, hooks);
  }

  /** A client that acts for a user whose tokens you kept; `clientId` is the app's public client id. */
  withSession(
    tokens: Tokens,
    options: { clientId: string; tokenStore?: TokenStore | undefined },
  ): ItoJapan {
    const core = this.core;
    if (!(tokens instanceof Tokens)) {
      throw new InvalidRequestError({ message: "tokens must be Tokens", field: "tokens" });
    }
    const { tokenStore, clientId: id } = checkObject(options);
    const hooks = storeHooks(tokenStore);
    const clientId = checkText(id, "clientId");
    return acting(
      unwrap(core.native.withSession(tokens.native, clientId, hooks?.native)),
      core,
      hooks,
    );
  }

  /** The user's newest tokens, if this client acts for one. */
  get tokens(): Tokens | undefined {
    const tokens = this.core.native.tokens();
    return tokens === null ? undefined : new Tokens(tokens);
  }
}

function storeHooks(store: TokenStore | undefined): Hooks | undefined {
  return store === undefined ? undefined : new Hooks(theBridge(), undefined, checkStore(store));
}

function acting(client: Core["native"], core: Core, hooks: Hooks | undefined): ItoJapan {
  const kept = hooks === undefined ? core.hooks : [...core.hooks, hooks];
  return new ItoJapan(new Core(client, kept) as ItoJapanOptions);
}
