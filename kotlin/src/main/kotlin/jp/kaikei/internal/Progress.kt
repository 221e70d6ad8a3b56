package jp.kaikei.internal

import jp.kaikei.Sent
import java.util.concurrent.atomic.AtomicReference

/** How far a request has got. After its end nothing of it is sent any more, so what the end was told stays true. */
internal class Progress {
    private enum class Stage(
        val sent: Sent,
    ) {
        UNTOLD(Sent.MAYBE),
        CONNECTING(Sent.NO),
        SENDING(Sent.MAYBE),
        ANSWERING(Sent.YES),
        ENDED(Sent.MAYBE),
    }

    private val stage = AtomicReference(Stage.UNTOLD)

    /** Whether bytes may have left by now. */
    val sent: Sent
        get() = stage.get().sent

    /** No byte has left. */
    fun connecting() {
        stage.compareAndSet(Stage.UNTOLD, Stage.CONNECTING)
    }

    /** The first byte is about to leave; it must not if this is false. */
    fun sending(): Boolean = stage.compareAndSet(Stage.CONNECTING, Stage.SENDING)

    /** An answer has begun. */
    fun answering() {
        stage.compareAndSet(Stage.SENDING, Stage.ANSWERING)
    }

    /** Ends what is still connecting; false if it is no longer. */
    fun endConnecting(): Boolean = stage.compareAndSet(Stage.CONNECTING, Stage.ENDED)

    /** Ends it, and says whether bytes may have left. */
    fun end(): Sent = stage.getAndSet(Stage.ENDED).sent
}
