// `univapay`: what the calls of UnivaPay take and answer, and its webhooks.
export { Listing, type Page } from "./listing.js";
export { Money } from "./money.js";
export {
  NOT_NOW,
  TAKEN,
  testWebhook,
  WebhookVerifier,
  type TestWebhook,
  type WebhookEvent,
} from "./univapay-webhooks.js";
export type * from "./generated/univapay/models.js";
