package jp.kaikei.examples

import jp.kaikei.Confirmation
import jp.kaikei.ItoJapan
import jp.kaikei.WebhookException
import jp.kaikei.WebhookVerifier
import jp.kaikei.ito.Order

/** The status to answer a webhook with. [orders] are your own, [deliver] delivers each of them once. */
suspend fun webHook(
    client: ItoJapan,
    verifier: WebhookVerifier,
    headers: Map<String, List<String>>,
    body: ByteArray, // raw, before any parsing
    orders: Map<String, Order>,
    deliver: (Order) -> Unit,
): Int {
    val event =
        try {
            verifier.verify(headers, body)
        } catch (_: WebhookException) {
            return 403
        }
    val order = orders[event.custom] ?: return 200 // not ours
    return when (client.confirm(order, event)) {
        Confirmation.Confirmed -> 200.also { deliver(order) }

        // Nobody knows yet: the gateway sends the webhook again.
        is Confirmation.Unknown -> 500

        // Nothing to deliver.
        else -> 200
    }
}
