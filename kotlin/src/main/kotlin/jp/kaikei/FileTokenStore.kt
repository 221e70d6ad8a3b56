package jp.kaikei

import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.withContext
import java.io.IOException
import java.nio.ByteBuffer
import java.nio.channels.FileChannel
import java.nio.file.Files
import java.nio.file.NoSuchFileException
import java.nio.file.Path
import java.nio.file.StandardCopyOption.ATOMIC_MOVE
import java.nio.file.StandardCopyOption.REPLACE_EXISTING
import java.nio.file.StandardOpenOption.WRITE

/**
 * Keeps tokens in a file that only its owner may read (on systems with POSIX permissions). The file is replaced as a
 * whole: if that fails, the earlier one stays. It is not encrypted.
 *
 * A file that holds something else is an [InvalidRequestException] with the field `tokens`, and stays as it is.
 */
public class FileTokenStore(
    private val path: Path,
) : TokenStore {
    override suspend fun load(): Tokens? =
        withContext(Dispatchers.IO) {
            val text =
                try {
                    // A file as long as that holds something else, and is not read.
                    if (Files.size(path) > LONGEST) "" else Files.readAllBytes(path).decodeToString()
                } catch (_: NoSuchFileException) {
                    return@withContext null
                }
            Tokens.load(text)
        }

    override suspend fun save(tokens: Tokens): Unit =
        withContext(Dispatchers.IO) {
            val folder = path.toAbsolutePath().parent ?: throw IOException("the path is no file's")
            Files.createDirectories(folder)
            // Only its owner may read a file that is made so.
            val fresh = Files.createTempFile(folder, ".kaikei", ".tmp")
            try {
                FileChannel.open(fresh, WRITE).use { file ->
                    val bytes = ByteBuffer.wrap(tokens.export().expose().encodeToByteArray())
                    while (bytes.hasRemaining()) file.write(bytes)
                    file.force(true)
                }
                Files.move(fresh, path, ATOMIC_MOVE, REPLACE_EXISTING)
            } finally {
                Files.deleteIfExists(fresh)
            }
        }

    override suspend fun clear() {
        withContext(Dispatchers.IO) { Files.deleteIfExists(path) }
    }

    private companion object {
        /** In bytes: tokens are far shorter. */
        const val LONGEST = 1L shl 20
    }
}
