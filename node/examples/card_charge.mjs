import { UnivaPay, univapay } from "kaikei";

const { UNIVAPAY_JWT: jwt, UNIVAPAY_SECRET: secret } = process.env;
const client = new UnivaPay({ jwt, secret, baseUrl: process.env.UNIVAPAY_BASE_URL });

async function pay(cardNumber) {
  const card = { cardholder: "TARO YAMADA", cardNumber, expMonth: 12, expYear: 2030, cvv: "123" };
  const token = await client.tokens.create({
    method: { paymentType: "card", data: card },
    email: "taro@example.com",
  });
  const { id } = await client.charges.create({
    transactionTokenId: token.id,
    money: univapay.Money.of("12.50", "USD"), // 1250 cents; Money.minor(1250, "USD") is the same
    metadata: { order: "ORDER-2026-0001" },
  });
  // `pending` so far: the card company is asked meanwhile.
  const charge = await client.charges.waitUntilSettled({ id }, { timeout: 30_000 });
  if (charge.declined === null) return charge;
  const again = charge.declined.retryable ? "try once more in a minute" : "ask for another card";
  console.log(`declined, ${charge.declined.name}: ${again}`);
}

async function takeBack({ id: chargeId }) {
  const money = univapay.Money.of("5.00", "USD");
  const { id } = await client.refunds.create({ chargeId, money });
  const refund = await client.refunds.waitUntilSettled({ chargeId, id });
  console.log(`refund: ${refund.status}`);
}

for (const number of ["4000 0200 0000 0000", "4111 1111 1111 1111"]) {
  const charge = await pay(number);
  if (charge === undefined) continue;
  console.log(`paid: ${charge.chargedAmount} of the smallest unit of ${charge.chargedCurrency}`);
  await takeBack(charge);
}

// Nothing is sent before the loop, which then reads page after page.
for await (const charge of client.charges.list({ currency: "USD" }))
  console.log(`${charge.id} is ${charge.status}`);
