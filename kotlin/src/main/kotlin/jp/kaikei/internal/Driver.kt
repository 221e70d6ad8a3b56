package jp.kaikei.internal

import jp.kaikei.Clock
import jp.kaikei.Header
import jp.kaikei.HttpRequest
import jp.kaikei.HttpResponse
import jp.kaikei.HttpTransport
import jp.kaikei.Phase
import jp.kaikei.Sent
import jp.kaikei.Tokens
import jp.kaikei.TransportException
import jp.kaikei.internal.ffi.NativeExchange
import jp.kaikei.internal.ffi.NativeHeader
import jp.kaikei.internal.ffi.NativePurpose
import jp.kaikei.internal.ffi.NativeRequest
import jp.kaikei.internal.ffi.NativeResponse
import jp.kaikei.internal.ffi.NativeStep
import jp.kaikei.internal.ffi.NativeTransportFailure
import kotlinx.coroutines.currentCoroutineContext
import kotlinx.coroutines.ensureActive
import kotlinx.coroutines.sync.Mutex
import kotlinx.coroutines.withContext
import kotlin.time.Duration
import kotlin.time.Duration.Companion.milliseconds
import jp.kaikei.internal.ffi.Phase as NativePhase
import jp.kaikei.internal.ffi.Sent as NativeSent

/** Drives exchanges: sends what they ask for, waits, saves tokens. Rust's `driver.rs` is the same loop. */
internal class Driver(
    private val transport: HttpTransport,
    private val clock: Clock,
    private val session: Session?,
) {
    /** Held while the merchant's token is fetched; a user's session brings its own. */
    private val lock = session?.lock ?: Mutex()

    val now: ULong
        get() = millis(clock.now())

    /** A client's driver for calls that act for a user. */
    fun of(session: Session): Driver = Driver(transport, clock, session)

    /**
     * Runs one call to its last step. A cancelled caller ends what is under way, and nothing is sent afterwards. Runs on
     * threads of its own: callers may be on an app's main thread, or in a test whose delays take no time.
     */
    suspend fun run(exchange: NativeExchange): NativeStep =
        withContext(DRIVING) {
            val hold = Hold(lock)
            try {
                drive(exchange, hold)
            } finally {
                hold.release()
            }
        }

    private suspend fun drive(
        exchange: NativeExchange,
        hold: Hold,
    ): NativeStep {
        while (true) {
            currentCoroutineContext().ensureActive()
            when (val step = exchange.step(now)) {
                is NativeStep.Send -> send(step.request, exchange, hold)
                is NativeStep.Wait -> clock.sleep(duration(step.millis))
                is NativeStep.Save -> save(Tokens(step.tokens), exchange, hold)
                else -> return step
            }
        }
    }

    private suspend fun send(
        request: NativeRequest,
        exchange: NativeExchange,
        hold: Hold,
    ) {
        val sending =
            when (request.purpose) {
                NativePurpose.CALL -> {
                    hold.release()
                    send(request)
                }

                // With the lock held, the exchange is asked again: the token may be there by then.
                else if !hold.isHeld -> {
                    return hold.take(duration(request.attemptTimeout))
                }

                NativePurpose.TOKEN -> {
                    send(request)
                }

                NativePurpose.REFRESH -> {
                    hold.lend(abandoned = { session?.keepNewest() }) { refresh(request) }
                }
            }
        when (sending) {
            is Sending.Answered -> exchange.onResponse(sending.response, now)
            is Sending.Failed -> exchange.onFailure(sending.failure, now)
        }
    }

    /** The refresh token is spent once it was sent: the answer must be taken, whether or not somebody waits for it. */
    private suspend fun refresh(request: NativeRequest): Sending {
        val sending = send(request)
        if (sending is Sending.Answered) session?.native?.acceptAnswer(request.body, sending.response, now)
        return sending
    }

    private suspend fun send(request: NativeRequest): Sending {
        val outgoing = request.toPublic()
        // What a transport answers is its own code's work too: in Java it may be null.
        return when (val ended = guest(outgoing.attemptTimeout) { answered(transport.send(outgoing), outgoing) }) {
            is Ended.Value -> {
                ended.value
            }

            is Ended.TooLong -> {
                failed(Phase.TIMEOUT, outgoing.progress.end(), "the answer took too long")
            }

            is Ended.Threw -> {
                val problem = ended.problem
                if (problem is TransportException) {
                    failed(problem.phase, problem.sent, problem.message.orEmpty())
                } else {
                    failed(Phase.SEND, Sent.MAYBE, "the transport failed: ${nameOf(problem)}")
                }
            }
        }
    }

    private suspend fun save(
        tokens: Tokens,
        exchange: NativeExchange,
        hold: Hold,
    ) {
        val left = timeLeft(exchange)
        if (hold.isHeld) return exchange.onSaved(hold.lend { session?.keep(tokens, left) })
        // Two calls must not save at once; the other may have saved these tokens by then.
        hold.take(left)
        if (!hold.isHeld) exchange.onSaved(SLOW_STORE)
    }

    /** What is left of the call's time. */
    fun timeLeft(exchange: NativeExchange): Duration = duration(exchange.timeLeft(now))
}

/** How a try ended. */
private sealed interface Sending {
    class Answered(
        val response: NativeResponse,
    ) : Sending

    class Failed(
        val failure: NativeTransportFailure,
    ) : Sending
}

private fun answered(
    response: HttpResponse,
    request: HttpRequest,
): Sending {
    if (response.status !in 100..599) {
        return failed(Phase.RECEIVE, Sent.YES, "the transport's answer has no HTTP status")
    }
    val headers = response.headers.map { NativeHeader(wellFormed(it.name), wellFormed(it.value)) }
    // A transport that does not mind the limit must not fill the memory twice.
    val most = minOf(request.maxAnswer + 1, response.body.size.toLong()).toInt()
    val body = if (most == response.body.size) response.body else response.body.copyOf(most)
    return Sending.Answered(NativeResponse(response.status.toUShort(), headers, body))
}

private fun failed(
    phase: Phase,
    sent: Sent,
    text: String,
) = Sending.Failed(
    NativeTransportFailure(NativePhase.valueOf(phase.name), NativeSent.valueOf(sent.name), wellFormed(text)),
)

/** Half a character would not cross into the native library, and what was sent must not look like wrong input. */
private fun wellFormed(text: String) = String(text.toByteArray(), Charsets.UTF_8)

private fun NativeRequest.toPublic() =
    HttpRequest(
        method,
        url,
        headers.map { Header(it.name, it.value) },
        body,
        duration(connectTimeout),
        duration(attemptTimeout),
        maxAnswer.coerceAtMost(Int.MAX_VALUE.toULong() - 1UL).toLong(),
    )

private fun duration(millis: ULong): Duration = millis.coerceAtMost(Long.MAX_VALUE.toULong()).toLong().milliseconds
