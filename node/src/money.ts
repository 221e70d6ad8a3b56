import { checkText } from "./check.js";
import { unwrap, type Failure } from "./failure.js";
import { InvalidRequestError } from "./generated/errors.js";
import { native, type NativeMoney } from "./native.js";

const INSPECT = Symbol.for("nodejs.util.inspect.custom");

/** Held by this module only: without it the constructor refuses. */
const OURS = Symbol("ours");

/**
 * An amount and its currency, never made with `new`: `Money.of("12.50", "USD")` counts in the currency's main unit,
 * `Money.minor(1250, "USD")` in its smallest.
 */
export class Money {
  /** In the currency's smallest unit. */
  readonly amount: number;
  /** The code of ISO 4217. */
  readonly currency: string;
  /** In the currency's main unit, such as `"12.50"`; null if this version does not know the currency. */
  readonly decimal: string | null;

  private constructor(ours: symbol, money: NativeMoney | Failure) {
    if (ours !== OURS) {
      throw new InvalidRequestError({
        message: 'amount needs a unit: Money.of("12.50", "USD") or Money.minor(1250, "USD")',
        field: "amount",
      });
    }
    [this.amount, this.currency, this.decimal = null] = unwrap(money);
    Object.freeze(this);
  }

  /**
   * An amount in the currency's main unit, `"12.50"` dollars or `1000` yen: exact, at least 0, and with no more decimals
   * than the currency has. A number must be whole, since it cannot hold every decimal exactly.
   */
  static of(amount: string | bigint | number, currency: string): Money {
    const rule = "must be a string, a bigint or a whole number";
    const digits = typeof amount === "string" ? amount : whole(amount, rule);
    return new Money(OURS, native.moneyOf(digits, checkText(currency, "currency")));
  }

  /** An amount in the currency's smallest unit, cents or yen, as the gateway's answers have it. */
  static minor(amount: number | bigint, currency: string): Money {
    const digits = whole(amount, "must be a whole number: so much of the currency's smallest unit");
    return new Money(OURS, native.moneyMinor(digits, checkText(currency, "currency")));
  }

  /** Whether `other` is as much, in the same currency. */
  equals(other: unknown): boolean {
    return (
      other instanceof Money && other.amount === this.amount && other.currency === this.currency
    );
  }

  /** As the gateway takes it: the amount in the smallest unit. */
  toJSON(): { amount: number; currency: string } {
    return { amount: this.amount, currency: this.currency };
  }

  /** Such as `12.50 USD`. */
  toString(): string {
    const { amount, currency, decimal } = this;
    return decimal === null
      ? `${amount} of the smallest unit of ${currency}`
      : `${decimal} ${currency}`;
  }

  /** @internal */
  [INSPECT](): string {
    return `Money { ${this.toString()} }`;
  }
}

function whole(amount: unknown, rule: string): string {
  if (typeof amount === "bigint" || Number.isSafeInteger(amount)) return String(amount);
  throw new InvalidRequestError({ message: `amount ${rule}`, field: "amount" });
}
