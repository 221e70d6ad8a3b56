package jp.kaikei

import jp.kaikei.examples.applePay
import jp.kaikei.examples.bankTransfer
import jp.kaikei.examples.cancel
import jp.kaikei.examples.capture
import jp.kaikei.examples.card
import jp.kaikei.examples.konbini
import jp.kaikei.examples.list
import jp.kaikei.examples.online
import jp.kaikei.examples.paidy
import jp.kaikei.examples.qrMerchant
import jp.kaikei.examples.qrScan
import jp.kaikei.examples.refund
import jp.kaikei.examples.subscription
import jp.kaikei.examples.threeDs
import jp.kaikei.examples.unsubscribe
import jp.kaikei.support.Sandbox
import jp.kaikei.testing.TestClock
import jp.kaikei.univapay.CardPayment
import jp.kaikei.univapay.Charge
import jp.kaikei.univapay.ChargeStatus
import jp.kaikei.univapay.CreateCharge
import jp.kaikei.univapay.CreateToken
import jp.kaikei.univapay.GetSubscription
import jp.kaikei.univapay.Money
import jp.kaikei.univapay.RefundStatus
import jp.kaikei.univapay.SubscriptionStatus
import jp.kaikei.univapay.WaitForCharge
import kotlinx.coroutines.runBlocking
import org.junit.jupiter.api.AfterEach
import org.junit.jupiter.api.Test
import java.time.Instant
import kotlin.test.assertEquals
import kotlin.test.assertNotNull
import kotlin.test.assertTrue

/** The Kotlin code of docs/univapay.md does what the page says. */
class GuideTest {
    private val sandbox = Sandbox()
    private val client = UnivaPay(sandbox.univaPay().copy(clock = TestClock(Instant.now())))

    @AfterEach
    fun stop() = sandbox.close()

    private fun assertStatus(
        status: ChargeStatus,
        charge: Charge,
    ) = assertEquals(status, charge.status, "${charge.declined}")

    private suspend fun token(): String {
        val card = CardPayment("TARO", Secret("4000020000000000"), 12, 2030, Secret("123"))
        return client.tokens.create(CreateToken(card, email = "taro@example.com")).id
    }

    private suspend fun settled(charge: Charge): Charge = client.charges.waitUntilSettled(WaitForCharge(charge.id))

    @Test
    fun cards() =
        runBlocking {
            val paid = card(client)
            assertStatus(ChargeStatus.SUCCESSFUL, paid)
            assertEquals(RefundStatus.SUCCESSFUL, refund(client, paid.id).status)
            assertStatus(ChargeStatus.SUCCESSFUL, capture(client, token()))
            val page = threeDs(client, token())
            assertNotNull(page.issuerToken)
            assertNotNull(page.payload)
            assertEquals(2000, list(client))
        }

    @Test
    fun `what is not paid yet can be canceled`() =
        runBlocking {
            val charge = client.charges.create(CreateCharge(token(), Money.of("1000", "JPY"), capture = false))
            assertStatus(ChargeStatus.AUTHORIZED, settled(charge))
            assertTrue(cancel(client, charge.id))
        }

    @Test
    fun `wallets and codes`() =
        runBlocking {
            assertStatus(ChargeStatus.SUCCESSFUL, applePay(client, Secret("sandbox-token")))
            assertStatus(ChargeStatus.SUCCESSFUL, qrScan(client, Secret("281234567890123456")))
            val (code, url) = qrMerchant(client)
            assertStatus(ChargeStatus.AWAITING, code)
            assertTrue(url.startsWith("http"), url)
            val (charge, page) = online(client)
            assertStatus(ChargeStatus.AWAITING, charge)
            assertNotNull(page.issuerToken)
            assertStatus(ChargeStatus.SUCCESSFUL, paidy(client, Secret("sandbox-token")))
        }

    @Test
    fun `what is paid later`() =
        runBlocking {
            val atTheCounter = konbini(client)
            val (transfer, account) = bankTransfer(client)
            assertNotNull(account.accountNumber)
            for (charge in listOf(atTheCounter, transfer)) {
                assertStatus(ChargeStatus.AWAITING, charge)
                sandbox.control("POST", "charges/${charge.id}/pay")
                assertStatus(ChargeStatus.SUCCESSFUL, settled(charge))
            }
        }

    @Test
    fun subscriptions() =
        runBlocking {
            val subscription = subscription(client)
            assertEquals(SubscriptionStatus.CURRENT, subscription.status)
            unsubscribe(client, subscription.id)
            val ended = client.subscriptions.get(GetSubscription(subscription.id))
            assertEquals(SubscriptionStatus.CANCELED, ended.status)
        }
}
