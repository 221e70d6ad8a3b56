package jp.kaikei

import jp.kaikei.support.fails
import jp.kaikei.support.spent
import jp.kaikei.support.tokens
import kotlinx.coroutines.runBlocking
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.io.TempDir
import java.io.IOException
import java.nio.file.Files
import java.nio.file.Path
import java.nio.file.attribute.PosixFilePermissions
import kotlin.io.path.listDirectoryEntries
import kotlin.io.path.readText
import kotlin.io.path.writeBytes
import kotlin.io.path.writeText
import kotlin.test.assertEquals
import kotlin.test.assertFailsWith
import kotlin.test.assertNull

class FileTokenStoreTest {
    @TempDir
    lateinit var folder: Path

    private val path
        get() = folder.resolve("deeper/tokens.json")

    @Test
    fun `tokens are kept, replaced and cleared`() =
        runBlocking {
            val store = FileTokenStore(path)
            assertNull(store.load())
            store.save(spent())
            store.save(tokens())
            assertEquals(tokens().export(), store.load()?.export())
            assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
            assertEquals(listOf(path), path.parent.listDirectoryEntries())
            store.clear()
            store.clear()
            assertNull(store.load())
        }

    @Test
    fun `rubbish is an error, and stays`() =
        runBlocking {
            val store = FileTokenStore(path)
            store.save(tokens())
            for (rubbish in listOf("", "{}", "nonsense", "{\"access_token\":")) {
                path.writeText(rubbish)
                assertEquals("tokens", fails<InvalidRequestException> { store.load() }.field)
                assertEquals(rubbish, path.readText())
            }
            path.writeBytes(byteArrayOf(-1, -2))
            fails<InvalidRequestException> { store.load() }
            Unit
        }

    @Test
    fun `a save that fails keeps the earlier file`() =
        runBlocking {
            val store = FileTokenStore(folder.resolve("occupied"))
            // A folder that is not empty cannot be replaced by a file.
            Files.createDirectories(folder.resolve("occupied/inside"))
            assertFailsWith<IOException> { store.save(tokens()) }
            assertEquals(listOf(folder.resolve("occupied")), folder.listDirectoryEntries())
        }
}
