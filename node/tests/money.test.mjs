// Money: each currency's own smallest unit, and no way to mistake it.
import assert from "node:assert/strict";
import { inspect } from "node:util";
import { test } from "node:test";
import { InvalidRequestError, NotFoundError, univapay } from "kaikei";
import { failure, sandboxFor } from "./support.mjs";

const { Money } = univapay;

test("both units", () => {
  for (const [money, amount, decimal, text] of [
    [Money.of("12.50", "USD"), 1250, "12.50", "12.50 USD"],
    [Money.of("12.5", "USD"), 1250, "12.50", "12.50 USD"],
    [Money.of(1000, "JPY"), 1000, "1000", "1000 JPY"],
    [Money.of(1000n, "JPY"), 1000, "1000", "1000 JPY"],
    [Money.of("1.234", "KWD"), 1234, "1.234", "1.234 KWD"],
    [Money.minor(1250, "USD"), 1250, "12.50", "12.50 USD"],
    [Money.minor(1250n, "USD"), 1250, "12.50", "12.50 USD"],
    [
      Money.minor(Number.MAX_SAFE_INTEGER, "JPY"),
      Number.MAX_SAFE_INTEGER,
      "9007199254740991",
      "9007199254740991 JPY",
    ],
    [Money.minor(7, "ZZZ"), 7, null, "7 of the smallest unit of ZZZ"],
  ]) {
    assert.deepEqual([money.amount, money.decimal, String(money)], [amount, decimal, text]);
    assert.equal(inspect(money), `Money { ${text} }`);
    assert.deepEqual(JSON.parse(JSON.stringify(money)), { amount, currency: money.currency });
  }
});

test("what no money is", () => {
  for (const [make, amount, currency, field] of [
    ["of", 12.5, "USD", "amount"],
    ["of", Number.MAX_SAFE_INTEGER + 1, "JPY", "amount"],
    ["of", Number.NaN, "JPY", "amount"],
    ["of", null, "USD", "amount"],
    ["of", true, "USD", "amount"],
    ["of", "", "USD", "amount"],
    ["of", "10.5", "JPY", "amount"],
    ["of", -1, "JPY", "amount"],
    ["of", 10n ** 400n, "JPY", "amount"],
    ["of", "1", "ZZZ", "currency"],
    ["of", "1", undefined, "currency"],
    ["minor", 12.5, "USD", "amount"],
    ["minor", "12", "USD", "amount"],
    ["minor", -1, "USD", "amount"],
    ["minor", -1n, "USD", "amount"],
    ["minor", 2n ** 53n, "USD", "amount"],
    ["minor", 10n ** 400n, "USD", "amount"],
    ["minor", 1, "usd", "currency"],
  ]) {
    assert.throws(
      () => Money[make](amount, currency),
      (error) => error instanceof InvalidRequestError && error.field === field,
      `${make} ${amount} ${currency}`,
    );
  }
  assert.throws(() => new Money(1250, "USD"), InvalidRequestError);
});

test("is a value", () => {
  const money = Money.of("12.50", "USD");
  assert.ok(money.equals(Money.minor(1250, "USD")));
  assert.deepEqual(money, Money.minor(1250, "USD"));
  assert.ok(!money.equals(Money.minor(1250, "JPY")));
  assert.ok(!money.equals({ amount: 1250, currency: "USD" }));
  assert.throws(() => (money.amount = 1), TypeError);
});

test("as a parameter", async (t) => {
  const sandbox = await sandboxFor(t);
  const client = sandbox.univaPay();
  const transactionTokenId = "0d5d9c5e-0000-4000-8000-000000000000";
  const money = Money.of("12.50", "USD");
  await failure(client.charges.create({ transactionTokenId, money }), NotFoundError);
  assert.deepEqual(JSON.parse(sandbox.journal()[0].body), {
    transaction_token_id: transactionTokenId,
    amount: 1250,
    currency: "USD",
  });
  for (const [wrong, field] of [
    [{ amount: 1.5, currency: "USD" }, "amount"],
    [{ amount: 15 }, "currency"],
    ["12.50 USD", "money"],
  ]) {
    const call = client.charges.create({ transactionTokenId, money: wrong });
    assert.equal((await failure(call, InvalidRequestError)).field, field);
  }
});
