/**
 * SDK for the Japanese payment gateways ITO-Japan and UnivaPay.
 *
 * @packageDocumentation
 */
export { ItoJapan, type Confirmation, type ItoJapanOptions } from "./ito-japan.js";
export { UnivaPay, type UnivaPayOptions } from "./univapay.js";
export { Client, Resource } from "./resource.js";
export type { CallOptions, ClientOptions, KeyedCallOptions } from "./options.js";
export type { Reply, ResponseInfo } from "./reply.js";
export type { FetchInit, FetchLike, FetchResponse } from "./fetch.js";
export type { JsonObject, JsonValue } from "./json.js";
export { PendingLogin, type Login, type LoginRequest } from "./login.js";
export { Tokens, type TokenStore } from "./tokens.js";
export { pkce, signRequest, type Pkce, type SignedRequest, type SigningProfile } from "./sign.js";
export * as webhooks from "./webhooks.js";
export { Fingerprint, WebhookEvent, type FingerprintData } from "./webhook-event.js";
export { KaikeiError, type ErrorDetails } from "./error.js";
export * from "./generated/errors.js";
export type * as ito from "./generated/ito/models.js";
export * as univapay from "./univapay-names.js";
