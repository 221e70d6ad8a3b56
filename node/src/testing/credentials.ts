// The keys of a merchant of the sandbox.
import { inspect } from "node:util";
import { read } from "./settings.js";

/** Everything that a client needs in order to talk to the sandbox as one merchant. Test keys, worth nothing elsewhere. */
export interface Credentials {
  readonly itoBaseUrl: string;
  readonly univapayBaseUrl: string;
  /** Bearer of `/payment/process` and `/payment/check-validity`. */
  readonly accessKey: string;
  /** Signs payment requests. */
  readonly secretKey: string;
  /** Signs the webhooks that the sandbox posts. */
  readonly webhookSecret: string;
  readonly merchantClientId: string;
  readonly merchantClientSecret: string;
  /** OAuth client of the merchant's app: PKCE, no secret. */
  readonly publicClientId: string;
  /** Registered for the app; on loopback every port is accepted. */
  readonly redirectUri: string;
  readonly univapayJwt: string;
  readonly univapaySecret: string;
  /** A user who can sign in. */
  readonly userEmail: string;
  readonly userPassword: string;
}

const SHOWN: ReadonlySet<string> = new Set([
  "itoBaseUrl",
  "univapayBaseUrl",
  "merchantClientId",
  "publicClientId",
  "redirectUri",
  "userEmail",
]);

/** Credentials from the control API's answer. `inspect` and JSON mask them, so that logs look as they should. */
export function credentials(answer: Readonly<Record<string, unknown>>): Credentials {
  const keys = read<Credentials>(answer);
  const masked = () =>
    Object.fromEntries(
      Object.entries(keys).map(([name, value]) => [name, SHOWN.has(name) ? value : "[masked]"]),
    );
  for (const shown of [inspect.custom, "toJSON"]) {
    Object.defineProperty(keys, shown, { value: masked });
  }
  return Object.freeze(keys);
}
