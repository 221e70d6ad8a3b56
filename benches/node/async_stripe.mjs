// `stripe`, over node:http with kept connections, as it does itself.
import Stripe from "stripe";
import { ORDER, URL } from "./order.mjs";
import { atOnce } from "./turns.mjs";

const { hostname, port } = new globalThis.URL(URL);
const stripe = new Stripe("sk_test_x", { host: hostname, port, protocol: "http" });

await atOnce(async () => {
  const intent = await stripe.paymentIntents.create({
    amount: Number(ORDER.amount),
    currency: "usd",
    description: ORDER.details,
    metadata: { custom: ORDER.custom, success_url: ORDER.successUrl, cancel_url: ORDER.cancelUrl },
    receipt_email: ORDER.customerEmail,
  });
  if (!intent.id.startsWith("pi_")) throw new Error("no payment intent");
});
