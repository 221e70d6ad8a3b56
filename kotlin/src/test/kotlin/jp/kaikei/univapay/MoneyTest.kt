package jp.kaikei.univapay

import jp.kaikei.InvalidRequestException
import jp.kaikei.support.fails
import org.junit.jupiter.api.Test
import java.math.BigDecimal
import kotlin.test.assertEquals
import kotlin.test.assertNotEquals
import kotlin.test.assertNull

/** Amounts in a currency's smallest unit. */
class MoneyTest {
    @Test
    fun `each currency has its own smallest unit`() {
        val money = Money.of("12.50", "USD")
        assertEquals(1250, money.amount)
        assertEquals("USD", money.currency)
        assertEquals("12.50".toBigDecimal(), money.decimal)
        assertEquals("12.50 USD", money.toString())
        assertEquals(1000, Money.of(BigDecimal("1000.00"), "JPY").amount)
        assertEquals("1000 JPY", Money.of("1e3", "JPY").toString())
        assertEquals("0.007 KWD", Money.minor(7, "KWD").toString())
        assertEquals(7, Money.minor(7, "ZZZ").amount)
        assertNull(Money.minor(7, "ZZZ").decimal)
        assertEquals("7 of the smallest unit of ZZZ", Money.minor(7, "ZZZ").toString())
    }

    @Test
    fun `is a value`() {
        assertEquals(Money.minor(1250, "USD"), Money.of("12.5", "USD"))
        assertEquals(Money.minor(1250, "USD").hashCode(), Money.of("12.5", "USD").hashCode())
        assertNotEquals(Money.minor(1250, "USD"), Money.minor(1250, "EUR"))
        assertNotEquals(Money.minor(1250, "USD"), Money.minor(1251, "USD"))
    }

    @Test
    fun `what a currency cannot hold is refused`() {
        for ((field, make) in listOf<Pair<String, () -> Money>>(
            "amount" to { Money.of("10.5", "JPY") },
            "amount" to { Money.of("1.001", "USD") },
            "amount" to { Money.of("-1", "USD") },
            "amount" to { Money.of("", "USD") },
            "amount" to { Money.of("1,000", "JPY") },
            "amount" to { Money.of(BigDecimal("1e2147483647"), "JPY") },
            "amount" to { Money.of(BigDecimal("1e-2147483647"), "JPY") },
            "currency" to { Money.of("1", "jpy") },
            "currency" to { Money.of("1", "ZZZ") },
            "amount" to { Money.minor(-1, "USD") },
            "amount" to { Money.minor(Long.MAX_VALUE, "USD") },
            "currency" to { Money.minor(1, "") },
        )) {
            assertEquals(field, fails<InvalidRequestException> { make() }.field)
        }
    }
}
