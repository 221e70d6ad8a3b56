// `stripe`, with its own header, and the fields in the envelope of its events: as many bytes as the others get.
import Stripe from "stripe";
import { SECRET, USUAL_HEADERS, body as fields, now, readFields, sign } from "./delivery.mjs";
import { oneByOne } from "./turns.mjs";

const HEAD = '{"id":"evt_1","object":"event","data":{"object":';
const TAIL = "}}";
// What the envelope takes, `custom` gives.
const text = fields.toString();
const cut = text.indexOf('"custom":"') + '"custom":"'.length;
const body = Buffer.from(
  HEAD + text.slice(0, cut) + text.slice(cut + HEAD.length + TAIL.length) + TAIL,
);

const stripe = new Stripe("sk_test_x");

await oneByOne(() => {
  const timestamp = now();
  const signed = sign("hex", timestamp, ".", body);
  const headers = { ...USUAL_HEADERS, "stripe-signature": `t=${timestamp},v1=${signed}` };
  return () =>
    readFields(
      stripe.webhooks.constructEvent(body, headers["stripe-signature"], SECRET).data.object,
    );
});
