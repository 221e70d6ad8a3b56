package jp.kaikei.examples

import jp.kaikei.WebhookException
import jp.kaikei.univapay.Charge
import jp.kaikei.univapay.ChargeStatus
import jp.kaikei.univapay.Event
import jp.kaikei.univapay.WebhookVerifier
import kotlinx.serialization.json.jsonPrimitive

/** The status to answer with, within 3 seconds. [keep] puts an event into a table of your own, under its key. */
fun chargeWebHook(
    verifier: WebhookVerifier,
    headers: Map<String, List<String>>,
    body: ByteArray, // raw, before any parsing
    keep: (key: String, event: Event) -> Unit,
): Int =
    try {
        val event = verifier.verify(headers, body)
        keep(event.dedupeKey, event) // once: a key that is there already is a repeat
        WebhookVerifier.TAKEN
    } catch (_: WebhookException) {
        WebhookVerifier.NOT_NOW // not 401 or 403: those would switch the webhook off
    }

/** Afterwards, from that table: the order that was paid, of a charge that was made with `metadata`. */
fun paidOrder(event: Event): String? {
    val charge = event.data as? Charge ?: return null
    return if (charge.status == ChargeStatus.SUCCESSFUL) charge.metadata["order"]?.jsonPrimitive?.content else null
}
