package jp.kaikei

import kotlinx.coroutines.delay
import java.time.Instant
import kotlin.time.Duration

/** Time as a client sees it. In tests, give it a `TestClock` of `jp.kaikei.testing`. */
public interface Clock {
    /** The time. */
    public fun now(): Instant

    /** Waits, and can be cancelled. */
    public suspend fun sleep(duration: Duration)

    /** The system's clock. */
    public companion object {
        /** The system's clock. */
        public val SYSTEM: Clock =
            object : Clock {
                override fun now(): Instant = Instant.now()

                override suspend fun sleep(duration: Duration) = delay(duration)
            }
    }
}
