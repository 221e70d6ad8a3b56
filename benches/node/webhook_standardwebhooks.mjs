// `standardwebhooks`, with its own headers over the same bytes; it answers a plain object.
import { Webhook } from "standardwebhooks";
import { SECRET, USUAL_HEADERS, body, now, readFields, sign } from "./delivery.mjs";
import { oneByOne } from "./turns.mjs";

const webhook = new Webhook(Buffer.from(SECRET).toString("base64"));

await oneByOne(() => {
  const timestamp = now();
  const headers = {
    ...USUAL_HEADERS,
    "webhook-id": "msg_1",
    "webhook-timestamp": timestamp,
    "webhook-signature": `v1,${sign("base64", "msg_1.", timestamp, ".", body)}`,
  };
  return () => readFields(webhook.verify(body, headers));
});
