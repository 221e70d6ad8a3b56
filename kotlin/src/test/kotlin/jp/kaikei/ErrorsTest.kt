package jp.kaikei

import jp.kaikei.internal.ffi.errorKinds
import jp.kaikei.internal.ffi.panicOnPurpose
import jp.kaikei.internal.native
import jp.kaikei.support.fails
import org.junit.jupiter.api.Test
import java.io.ByteArrayOutputStream
import java.io.ObjectOutputStream
import kotlin.test.assertEquals
import kotlin.test.assertFalse
import kotlin.test.assertIs

class ErrorsTest {
    @Test
    fun `each kind has a class of its own`() {
        val kinds = errorKinds()
        val classes = kinds.map { exceptionOf(it, ErrorDetails("")) }
        assertEquals(17, kinds.size)
        assertEquals(kinds, classes.map { it.kind })
        assertEquals(kinds.size, classes.distinctBy { it.javaClass }.size)
        assertIs<InternalException>(exceptionOf("of a later version", ErrorDetails("")))
    }

    @Test
    fun `a panic is an error`() {
        val error = fails<InternalException> { native { panicOnPurpose() } }
        assertEquals("a fault in kaikei's native library: please report it", error.message)
    }

    @Test
    fun `the answer's body is not shown`() {
        val error =
            ApiException(ErrorDetails("odd", raw = Secret("4242424242424242"), httpStatus = 500, sent = Sent.YES))
        assertEquals("jp.kaikei.ApiException: odd", "$error")
        assertFalse("4242" in error.stackTraceToString())
        val bytes = ByteArrayOutputStream()
        ObjectOutputStream(bytes).use { it.writeObject(error) }
        assertFalse("4242" in bytes.toString("ISO-8859-1"))
        assertEquals("4242424242424242", error.raw?.expose())
    }

    @Test
    fun `a wrong setting is named`() {
        val error = fails<ConfigurationException> { ItoJapan(ItoJapanOptions(baseUrl = "ftp://gateway.example")) }
        assertEquals("baseUrl", error.field)
        val other = fails<ConfigurationException> { ItoJapan(ItoJapanOptions(merchantScopes = listOf("profile"))) }
        assertEquals("merchantClientId", other.field)
        assertFalse("_" in other.message.orEmpty(), other.message)
    }
}
