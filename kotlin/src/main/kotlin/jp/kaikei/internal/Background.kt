package jp.kaikei.internal

import kotlinx.coroutines.CancellationException
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.CoroutineDispatcher
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.Job
import kotlinx.coroutines.SupervisorJob
import kotlinx.coroutines.async
import kotlinx.coroutines.currentCoroutineContext
import kotlinx.coroutines.ensureActive
import kotlinx.coroutines.launch
import kotlinx.coroutines.sync.Mutex
import kotlinx.coroutines.withTimeoutOrNull
import kotlin.time.Duration

/** Where exchanges are driven: not on the threads of callers, who may block all of those until their calls end. */
internal val DRIVING: CoroutineDispatcher = Dispatchers.IO.limitedParallelism(64)

/** Where an application's own code runs, which may block its thread. */
private val GUESTS = Dispatchers.IO.limitedParallelism(1024)

/** Where work runs that its caller must not be able to take along. */
private val BACKGROUND = CoroutineScope(SupervisorJob() + DRIVING)

/** How an application's own code ended. */
internal sealed interface Ended<out T> {
    class Value<T>(
        val value: T,
    ) : Ended<T>

    class Threw(
        val problem: Throwable,
    ) : Ended<Nothing>

    data object TooLong : Ended<Nothing>
}

/**
 * Runs an application's own code for at most [limit], in a coroutine of its own: code that does not mind its cancellation
 * must not hold a call. It keeps the caller's context, but for the threads.
 */
internal suspend fun <T> guest(
    limit: Duration,
    code: suspend () -> T,
): Ended<T> {
    val running = BACKGROUND.async(currentCoroutineContext().minusKey(Job) + GUESTS) { code() }
    try {
        return withTimeoutOrNull(limit) { Ended.Value(running.await()) } ?: Ended.TooLong
    } catch (problem: Throwable) {
        // The caller's cancellation goes on. One that the code threw by itself is a failure like others.
        currentCoroutineContext().ensureActive()
        return Ended.Threw(problem)
    } finally {
        running.cancel()
    }
}

/** How an error of an application's own code is told: never by its text, which may quote what it was given. */
internal fun nameOf(problem: Throwable): String = "it raised ${problem.javaClass.simpleName.ifEmpty { "an exception" }}"

/** One call's part in a lock that several calls share. */
internal class Hold(
    private val lock: Mutex,
) {
    var isHeld = false
        private set

    /** Takes the lock unless that takes too long. */
    suspend fun take(limit: Duration) {
        withTimeoutOrNull(limit) {
            lock.lock()
            // Noted at once: the time may be up, or the caller gone, before this block returns.
            isHeld = true
        }
    }

    fun release() {
        if (!isHeld) return
        isHeld = false
        lock.unlock()
    }

    /** Lends the lock to [work], which ends even if the caller gives up; then [abandoned] follows, and the lock is free. */
    suspend fun <T> lend(
        abandoned: suspend () -> Unit = {},
        work: suspend () -> T,
    ): T {
        val ending = CompletableDeferred<Result<T>>()
        isHeld = false
        BACKGROUND.launch(currentCoroutineContext().minusKey(Job) + DRIVING) {
            val result = runCatching { work() }
            if (!ending.complete(result)) {
                runCatching { abandoned() }
                lock.unlock()
            }
        }
        val result =
            try {
                ending.await()
            } catch (cancelled: CancellationException) {
                // Whoever comes second has the lock.
                if (!ending.completeExceptionally(cancelled)) isHeld = true
                throw cancelled
            }
        isHeld = true
        return result.getOrThrow()
    }
}
