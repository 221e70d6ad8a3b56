package jp.kaikei

/**
 * A text that is never shown: a key, a token, a card number, a security code. `toString` masks it, and nothing here
 * serializes it.
 */
public class Secret(
    private val text: String,
) {
    /** The text itself. Do not log it. */
    public fun expose(): String = text

    override fun equals(other: Any?): Boolean = other is Secret && other.text == text

    override fun hashCode(): Int = text.hashCode()

    override fun toString(): String = "[secret]"
}
