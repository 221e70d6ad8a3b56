package jp.kaikei.testing

import jp.kaikei.Clock
import java.time.Instant
import kotlin.time.Duration
import kotlin.time.toJavaDuration

/** A clock for tests: it moves only when a client waits or the test moves it, so that waiting takes no time. */
public class TestClock(
    start: Instant,
) : Clock {
    private var time = start
    private val slept = mutableListOf<Duration>()

    /** Every wait of a client so far. */
    public val waits: List<Duration>
        get() = synchronized(this) { slept.toList() }

    override fun now(): Instant = synchronized(this) { time }

    /** Moves the clock on. */
    public fun advance(by: Duration) {
        synchronized(this) { time += by.toJavaDuration() }
    }

    override suspend fun sleep(duration: Duration) {
        synchronized(this) {
            slept += duration
            time += duration.toJavaDuration()
        }
    }
}
