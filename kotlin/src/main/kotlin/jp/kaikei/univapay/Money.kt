package jp.kaikei.univapay

import jp.kaikei.internal.ffi.NativeMoney
import jp.kaikei.internal.native
import jp.kaikei.internal.text
import kotlinx.serialization.json.JsonObject
import kotlinx.serialization.json.buildJsonObject
import kotlinx.serialization.json.put
import java.math.BigDecimal
import jp.kaikei.internal.ffi.money as nativeMoney

/**
 * An amount and its currency: `Money.of("12.50", "USD")` is 1250 cents, and `Money.of("1000", "JPY")` 1000 yen, because the
 * yen has no smaller unit. Nobody multiplies by a hundred.
 */
public class Money private constructor(
    /** In the currency's smallest unit: cents, or yen. */
    public val amount: Long,
    /** The code of ISO 4217. */
    public val currency: String,
    private val decimals: Int?,
) {
    private constructor(checked: NativeMoney, currency: String) :
        this(checked.amount.toLong(), currency, checked.decimals?.toInt())

    /** In the currency's main unit; null if this version does not know the currency. */
    public val decimal: BigDecimal?
        get() = decimals?.let { BigDecimal.valueOf(amount, it) }

    override fun equals(other: Any?): Boolean = other is Money && other.amount == amount && other.currency == currency

    override fun hashCode(): Int = 31 * amount.hashCode() + currency.hashCode()

    override fun toString(): String =
        decimal?.let { "${it.toPlainString()} $currency" } ?: "$amount of the smallest unit of $currency"

    /** How money is made. */
    public companion object {
        /**
         * An amount in the currency's main unit, such as `"12.50"` dollars or `"1000"` yen.
         *
         * @throws jp.kaikei.InvalidRequestException if it is negative or has more decimals than the currency, or if this
         * version does not know the currency; `field` says which.
         */
        @JvmStatic
        public fun of(
            amount: String,
            currency: String,
        ): Money = native { Money(nativeMoney(amount, currency, false), currency) }

        /** The same of a decimal number. */
        @JvmStatic
        public fun of(
            amount: BigDecimal,
            currency: String,
        ): Money = of(text(amount), currency)

        /**
         * An amount in the currency's smallest unit, cents or yen, as the gateway's answers have it.
         *
         * @throws jp.kaikei.InvalidRequestException if it is negative or larger than 2^53 - 1; `field` says what is wrong.
         */
        @JvmStatic
        public fun minor(
            amount: Long,
            currency: String,
        ): Money = native { Money(nativeMoney("$amount", currency, true), currency) }
    }
}

internal fun Money.toWire(): JsonObject =
    buildJsonObject {
        put("amount", amount)
        put("currency", currency)
    }
