package jp.kaikei.android

import android.content.Context
import android.security.keystore.KeyGenParameterSpec
import android.security.keystore.KeyProperties
import android.util.AtomicFile
import jp.kaikei.ConfigurationException
import jp.kaikei.ErrorDetails
import java.io.File
import java.io.FileNotFoundException
import java.security.GeneralSecurityException
import java.security.KeyStore
import javax.crypto.Cipher
import javax.crypto.KeyGenerator
import javax.crypto.SecretKey
import javax.crypto.spec.GCMParameterSpec

/**
 * A text in a file, encrypted with AES-GCM by a key that never leaves the device's keystore. Neither is in backups. The
 * file is replaced as a whole.
 */
internal class EncryptedFile(
    context: Context,
    private val name: String,
) {
    private val file = AtomicFile(File(context.noBackupFilesDir, name))

    fun read(): String? {
        val bytes =
            try {
                file.readFully()
            } catch (_: FileNotFoundException) {
                return null
            }
        if (bytes.size <= IV_BYTES) throw unreadable(null)
        try {
            val cipher = Cipher.getInstance(TRANSFORMATION)
            cipher.init(Cipher.DECRYPT_MODE, key(), GCMParameterSpec(TAG_BITS, bytes, 0, IV_BYTES))
            cipher.updateAAD(name.encodeToByteArray())
            return cipher.doFinal(bytes, IV_BYTES, bytes.size - IV_BYTES).decodeToString()
        } catch (problem: GeneralSecurityException) {
            throw unreadable(problem)
        }
    }

    fun write(text: String) {
        val cipher = Cipher.getInstance(TRANSFORMATION)
        // The keystore makes the nonce: a new one each time.
        cipher.init(Cipher.ENCRYPT_MODE, key())
        cipher.updateAAD(name.encodeToByteArray())
        val bytes = cipher.iv + cipher.doFinal(text.encodeToByteArray())
        val stream = file.startWrite()
        try {
            stream.write(bytes)
            file.finishWrite(stream)
        } catch (problem: Throwable) {
            file.failWrite(stream)
            throw problem
        }
    }

    fun delete() {
        file.delete()
    }

    private fun key(): SecretKey {
        val store = KeyStore.getInstance(KEYSTORE).apply { load(null) }
        (store.getKey(name, null) as? SecretKey)?.let { return it }
        val purposes = KeyProperties.PURPOSE_ENCRYPT or KeyProperties.PURPOSE_DECRYPT
        val specification =
            KeyGenParameterSpec
                .Builder(name, purposes)
                .setBlockModes(KeyProperties.BLOCK_MODE_GCM)
                .setEncryptionPaddings(KeyProperties.ENCRYPTION_PADDING_NONE)
                .setKeySize(KEY_BITS)
                .build()
        val generator = KeyGenerator.getInstance(KeyProperties.KEY_ALGORITHM_AES, KEYSTORE)
        generator.init(specification)
        return generator.generateKey()
    }

    private fun unreadable(cause: Throwable?) =
        ConfigurationException(ErrorDetails("tokenStore cannot be decrypted", field = "tokenStore", cause = cause))

    private companion object {
        const val KEYSTORE = "AndroidKeyStore"
        const val TRANSFORMATION = "AES/GCM/NoPadding"
        const val KEY_BITS = 256
        const val IV_BYTES = 12
        const val TAG_BITS = 128
    }
}
