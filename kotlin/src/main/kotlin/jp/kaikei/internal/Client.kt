package jp.kaikei.internal

import jp.kaikei.Answer
import jp.kaikei.CallOptions
import jp.kaikei.Clock
import jp.kaikei.ErrorDetails
import jp.kaikei.Header
import jp.kaikei.HttpTransport
import jp.kaikei.InternalException
import jp.kaikei.KeyedCallOptions
import jp.kaikei.OkHttpTransport
import jp.kaikei.ResponseInfo
import jp.kaikei.Secret
import jp.kaikei.internal.ffi.NativeAnswer
import jp.kaikei.internal.ffi.NativeClient
import jp.kaikei.internal.ffi.NativeExchange
import jp.kaikei.internal.ffi.NativeStep
import jp.kaikei.univapay.Listing
import jp.kaikei.univapay.readPage
import kotlinx.serialization.json.JsonObject

/** A client without its resources. */
internal class Client(
    val native: NativeClient,
    val driver: Driver,
    val session: Session?,
) {
    /** The same client acting for a user. */
    fun actingFor(session: Session): Client = Client(native.withSession(session.native), driver.of(session), session)

    suspend fun <A : Answer> call(
        operation: String,
        parameters: JsonObject,
        options: CallOptions,
        names: FieldNames,
        read: (JsonObject) -> A,
    ): A = call(operation, parameters, options.toWire(), names, read)

    suspend fun <A : Answer> call(
        operation: String,
        parameters: JsonObject,
        options: KeyedCallOptions,
        names: FieldNames,
        read: (JsonObject) -> A,
    ): A = call(operation, parameters, options.toWire(), names, read)

    /** Sends nothing yet. */
    fun <T> list(
        operation: String,
        parameters: JsonObject,
        options: CallOptions,
        names: FieldNames,
        item: (JsonObject) -> T,
    ): Listing<T> =
        Listing(operation, parameters) { given -> call(operation, given, options, names) { readPage(it, item) } }

    suspend fun <A : Answer> call(
        operation: String,
        parameters: JsonObject,
        options: JsonObject,
        names: FieldNames,
        read: (JsonObject) -> A,
    ): A {
        val given = parameters.toBytes(names)
        val step =
            run(names) {
                // The native library has its own copy, and wipes it.
                try {
                    native.call(operation, given, options.toBytes(names))
                } finally {
                    given.fill(0)
                }
            }
        val answer = (step as? NativeStep.Done ?: throw endedOtherwise()).answer
        return decode(answer.value, read).also { it.response = answer.toResponseInfo() }
    }

    /** Begins an exchange and drives it to its end. What fails is thrown. */
    suspend fun run(
        names: FieldNames,
        begin: () -> NativeExchange,
    ): NativeStep =
        native(names) {
            begin().use { exchange ->
                val step = driver.run(exchange)
                if (step is NativeStep.Failed) {
                    session?.note(step.failure)
                    throw step.failure.toException(names)
                }
                step
            }
        }

    companion object {
        fun open(
            gateway: String,
            settings: JsonObject,
            transport: HttpTransport?,
            clock: Clock,
        ): Client =
            native {
                val client = NativeClient(gateway, settings.toBytes(FieldNames.ALL))
                Client(client, Driver(transport ?: OkHttpTransport.shared, clock, null), null)
            }

        fun endedOtherwise() = InternalException(ErrorDetails("an exchange ended with something else"))
    }
}

private fun NativeAnswer.toResponseInfo() =
    ResponseInfo(
        httpStatus.toInt(),
        headers.map { Header(it.name, it.value) },
        requestId,
        retries.toInt(),
        Secret(raw),
        idempotencyStatus,
        isUnprotected,
    )
