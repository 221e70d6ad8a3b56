import { ItoJapan, OutcomeUnknownError } from "kaikei";

const { ITO_ACCESS_KEY: accessKey, ITO_SECRET_KEY: secretKey } = process.env;
const client = new ItoJapan({ accessKey, secretKey, baseUrl: process.env.ITO_BASE_URL });

try {
  const created = await client.payments.create({
    custom: "ORDER-2026-0001", // your own id of the order
    currencyCode: "USD",
    amount: "280.00", // text or a bigint: a number cannot hold every decimal
    details: "Digital Product",
    webHook: "https://shop.example/web_hook",
    cancelUrl: "https://shop.example/cancel",
    successUrl: "https://shop.example/thanks",
    customerEmail: "buyer@example.com",
  });
  console.log(`keep ${created.paymentId} with the order, and send the buyer to ${created.url}`);
} catch (error) {
  if (!(error instanceof OutcomeUnknownError)) throw error;
  console.log(`look for ${error.reference} before you try again: nobody knows if it was made`);
}
