// The JavaScript of docs/univapay.md, a function for each way of paying. It runs in the tests.
import { univapay } from "kaikei";

// snippet: card
export async function card(client) {
  const data = {
    cardholder: "TARO YAMADA",
    cardNumber: "4000020000000000",
    expMonth: 12,
    expYear: 2030,
    cvv: "123",
  };
  const method = { paymentType: "card", data };
  const token = await client.tokens.create({ method, email: "taro@example.com" });

  const money = univapay.Money.of("1000", "JPY");
  const { id } = await client.charges.create({ transactionTokenId: token.id, money });
  const charge = await client.charges.waitUntilSettled({ id });

  if (charge.declined !== null) {
    const { code, name, retryable } = charge.declined;
    console.error(`declined: ${code} ${name}, may be tried again: ${retryable}`);
  }
  return charge;
}
// end

// snippet: three_ds
export async function threeDs(client, tokenId) {
  const { id } = await client.charges.create({
    transactionTokenId: tokenId,
    money: univapay.Money.of("1000", "JPY"),
    threeDs: { mode: "require", redirectEndpoint: "https://shop.example/back" },
  });
  await client.charges.waitUntilSettled({ id });

  // `awaiting`: the customer's browser posts `payload` as a form to the URL in `issuerToken`.
  return client.charges.threeDsIssuerToken({ id });
}
// end

// snippet: capture
export async function capture(client, tokenId) {
  const money = univapay.Money.of("1000", "JPY");
  const charge = { transactionTokenId: tokenId, money, capture: false };
  const { id } = await client.charges.create(charge);
  const authorized = await client.charges.waitUntilSettled({ id });
  if (authorized.status !== "authorized") return authorized; // `declined` says why

  // When the goods leave: all of it, or less.
  await client.charges.capture({ id });
  return client.charges.waitUntilSettled({ id, pastAuthorized: true });
}
// end

// snippet: refund
export async function refund(client, chargeId) {
  const money = univapay.Money.of("400", "JPY");
  const { id } = await client.refunds.create({ chargeId, money });
  return client.refunds.waitUntilSettled({ chargeId, id });
}
// end

// snippet: cancel
export async function cancel(client, chargeId) {
  const { id } = await client.cancels.create({ chargeId });
  const { declined } = await client.cancels.waitUntilSettled({ chargeId, id });
  return declined === null;
}
// end

// snippet: apple_pay
export async function applePay(client, applepayToken) {
  const data = { applepayToken, cardholder: "TARO YAMADA" };
  const method = { paymentType: "apple_pay", data };
  const token = await client.tokens.create({ method, email: "taro@example.com" });
  const money = univapay.Money.of("1000", "JPY");
  const { id } = await client.charges.create({ transactionTokenId: token.id, money });
  return client.charges.waitUntilSettled({ id });
}
// end

// snippet: qr_scan
export async function qrScan(client, scannedQr) {
  const method = { paymentType: "qr_scan", data: { scannedQr } };
  const token = await client.tokens.create({ method });
  const money = univapay.Money.of("1000", "JPY");
  const { id } = await client.charges.create({ transactionTokenId: token.id, money });
  return client.charges.waitUntilSettled({ id });
}
// end

// snippet: qr_merchant
export async function qrMerchant(client) {
  const method = { paymentType: "qr_merchant", data: { brand: "pay_pay_merchant" } };
  const token = await client.tokens.create({ method });
  const money = univapay.Money.of("1000", "JPY");
  const { id } = await client.charges.create({ transactionTokenId: token.id, money });
  const charge = await client.charges.waitUntilSettled({ id });

  // `awaiting`: show this code, and learn by webhook that it was paid.
  const { qrImageUrl } = await client.charges.waitForQrImage({ id });
  return { charge, qrImageUrl };
}
// end

// snippet: konbini
export async function konbini(client) {
  const data = {
    customerName: "山田 太郎",
    phoneNumber: { countryCode: "81", localNumber: "08012345678" },
    convenienceStore: "family_mart",
    expirationPeriod: "P7D",
  };
  const method = { paymentType: "konbini", data };
  const token = await client.tokens.create({ method, email: "taro@example.com" });

  // `awaiting`: the gateway mails the customer how to pay. A webhook tells of the payment, days later.
  const money = univapay.Money.of("2000", "JPY");
  const { id } = await client.charges.create({ transactionTokenId: token.id, money });
  return client.charges.waitUntilSettled({ id });
}
// end

// snippet: online
export async function online(client) {
  const data = { brand: "alipay_online", callMethod: "http_get" };
  const token = await client.tokens.create({ method: { paymentType: "online", data } });
  const { id } = await client.charges.create({
    transactionTokenId: token.id,
    money: univapay.Money.of("3000", "JPY"),
    redirect: { endpoint: "https://shop.example/back" },
  });
  const charge = await client.charges.waitUntilSettled({ id });

  // `awaiting`: send the customer to the URL in `issuerToken`.
  const issuer = await client.charges.issuerToken({ id });
  return { charge, issuer };
}
// end

// snippet: bank_transfer
export async function bankTransfer(client) {
  const method = { paymentType: "bank_transfer", data: { brand: "aozora_bank" } };
  const token = await client.tokens.create({ method, email: "taro@example.com" });
  const money = univapay.Money.of("5000", "JPY");
  const { id } = await client.charges.create({ transactionTokenId: token.id, money });
  const charge = await client.charges.waitUntilSettled({ id });

  // `awaiting`: tell the customer this account.
  const account = await client.charges.issuerToken({ id });
  return { charge, account };
}
// end

// snippet: paidy
export async function paidy(client, paidyToken) {
  const shippingAddress = { zip: "100-0005", line1: "丸の内1-1-1" };
  const method = { paymentType: "paidy", data: { paidyToken, shippingAddress } };
  const token = await client.tokens.create({ method, email: "taro@example.com" });
  const money = univapay.Money.of("4000", "JPY");
  const { id } = await client.charges.create({ transactionTokenId: token.id, money });
  return client.charges.waitUntilSettled({ id });
}
// end

// snippet: subscription
export async function subscription(client) {
  const data = {
    cardholder: "HANAKO YAMADA",
    cardNumber: "4000020000000000",
    expMonth: 12,
    expYear: 2030,
    cvv: "123",
  };
  const token = await client.tokens.create({
    method: { paymentType: "card", data },
    type: "subscription",
    email: "hanako@example.com",
  });

  const { id } = await client.subscriptions.create({
    transactionTokenId: token.id,
    money: univapay.Money.of("980", "JPY"),
    period: "monthly",
  });
  return client.subscriptions.waitUntilSettled({ id });
}
// end

// snippet: unsubscribe
export async function unsubscribe(client, id) {
  await client.subscriptions.cancel({ id });
}
// end

// snippet: list
export async function yenTaken(client) {
  let yen = 0;
  for await (const charge of client.charges.list()) {
    if (charge.status === "successful") yen += charge.chargedAmount ?? 0;
  }
  return yen;
}
// end
