// `univapay-node`, which uses the built-in fetch: the creation of a charge.
import SDK from "univapay-node";
import { ORDER, URL } from "./order.mjs";
import { atOnce } from "./turns.mjs";

const part = (fields) => Buffer.from(JSON.stringify(fields)).toString("base64url");
const jwt = `${part({ alg: "HS256" })}.${part({ sub: "app_token", store_id: "store" })}.${part({})}`;
const univapay = new SDK({ endpoint: URL, jwt, secret: "secret" });

await atOnce(async () => {
  const charge = await univapay.charges.create({
    transactionTokenId: "11edf541-c42d-653c-8c48-dfe0a55f95c0",
    amount: Number(ORDER.amount),
    currency: ORDER.currencyCode,
    metadata: { custom: ORDER.custom, success_url: ORDER.successUrl, cancel_url: ORDER.cancelUrl },
  });
  if (charge.id.length !== 36) throw new Error("no charge");
});
