package jp.kaikei.support

import java.io.BufferedInputStream
import java.net.InetAddress
import java.net.ServerSocket
import java.net.Socket
import java.util.concurrent.CopyOnWriteArrayList
import java.util.concurrent.atomic.AtomicInteger
import kotlin.concurrent.thread

/**
 * A server of bytes: [answer] gets each request's text, and returns what is sent before the connection is closed, unless
 * that says `connection: keep-alive`.
 */
class Loopback(
    private val answer: (request: String, connection: Socket) -> String?,
) : AutoCloseable {
    private val server = ServerSocket(0, 1024, InetAddress.getLoopbackAddress())

    /** The requests so far. */
    val requests = CopyOnWriteArrayList<String>()

    /** The connections so far. */
    val connections = AtomicInteger()
    val url = "http://127.0.0.1:${server.localPort}"

    init {
        thread(isDaemon = true) {
            while (!server.isClosed) {
                val connection = runCatching { server.accept() }.getOrNull() ?: return@thread
                connections.incrementAndGet()
                thread(isDaemon = true) { connection.use { runCatching { serveAll(it) } } }
            }
        }
    }

    private fun serveAll(connection: Socket) {
        do {
            val isOpen = serve(connection)
        } while (isOpen)
    }

    /** Whether the connection stays open for another request. */
    private fun serve(connection: Socket): Boolean {
        val input = BufferedInputStream(connection.getInputStream())
        val head = StringBuilder()
        while (!head.endsWith("\r\n\r\n")) {
            val byte = input.read()
            if (byte < 0) return false
            head.append(byte.toChar())
        }
        val length =
            Regex("(?i)content-length: (\\d+)")
                .find(head)
                ?.groupValues
                ?.get(1)
                ?.toInt() ?: 0
        val body = String(input.readNBytes(length))
        requests += head.toString() + body
        val reply = answer(head.toString() + body, connection) ?: return false
        connection.getOutputStream().apply { write(reply.encodeToByteArray()) }.flush()
        return "connection: keep-alive" in reply
    }

    override fun close() = server.close()
}

/** An answer that ends with its connection. */
fun http(
    status: String,
    body: String,
    vararg headers: String,
): String {
    val head = listOf("HTTP/1.1 $status", "content-type: application/json", "content-length: ${body.length}") + headers
    return head.joinToString("\r\n", postfix = "\r\nconnection: close\r\n\r\n") + body
}
