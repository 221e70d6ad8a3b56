import { UnivaPayResources } from "./generated/univapay/resources.js";
import type { ClientOptions } from "./options.js";
import { Core } from "./resource.js";

/** What a client of UnivaPay can be given. */
export interface UnivaPayOptions extends ClientOptions {
  /** The application token. */
  jwt: string;
  /** Its secret; never in an app. */
  secret?: string | undefined;
  /** `"gyro-n"` (the document's host, the default), `"univapay"`, or a URL. */
  baseUrl?: "gyro-n" | "univapay" | (string & {}) | undefined;
  /** The `Origin` that the application token is bound to. */
  origin?: string | undefined;
  /** Whether parameters are checked before they are sent. Default true. */
  checkParameters?: boolean | undefined;
}

/** A client of UnivaPay. */
export class UnivaPay extends UnivaPayResources {
  constructor(options: UnivaPayOptions) {
    super(Core.create("univapay", options));
  }
}
