import { InvalidRequestError, UnivaPay } from "kaikei";

const { UNIVAPAY_JWT: jwt, UNIVAPAY_SECRET: secret } = process.env;
const client = new UnivaPay({ jwt, secret, baseUrl: process.env.UNIVAPAY_BASE_URL });

try {
  const token = await client.tokens.create({
    method: {
      paymentType: "card",
      data: {
        cardholder: "TARO YAMADA",
        cardNumber: "4000 0200 0000 0000",
        expMonth: 12,
        expYear: 2030,
        cvv: "123",
      },
    },
    email: "taro@example.com",
  });
  console.log(`token ${token.id}, made ${token.createdOn?.toISOString()}`);
} catch (error) {
  if (!(error instanceof InvalidRequestError)) throw error;
  console.log(`${error.field} is wrong: ${error.message}`);
}
