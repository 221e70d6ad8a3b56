package jp.kaikei

/** Whether an order was paid. Deliver only on [Confirmed]. */
public sealed interface Confirmation {
    /** The event is about this order, with this amount, and the gateway knows the payment as valid. */
    public data object Confirmed : Confirmation

    /**
     * The event is about something else. Do not deliver.
     *
     * @property field The first that differs.
     */
    public data class Mismatch(
        public val field: String,
    ) : Confirmation

    /** The gateway knows no such completed payment. Do not deliver. */
    public data object NotFound : Confirmation

    /**
     * The gateway could not be asked. Ask again later: do not deliver, and do not cancel.
     *
     * @property error Why.
     */
    public data class Unknown(
        public val error: KaikeiException,
    ) : Confirmation
}
