package jp.kaikei.android

import android.content.Context
import jp.kaikei.TokenStore
import jp.kaikei.Tokens
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.withContext

/**
 * Keeps tokens in a file of the app, encrypted by a key of the device's keystore. Neither is in backups.
 *
 * A file that cannot be decrypted (the device's lock was reset, say) is a `ConfigurationException` with the field
 * `tokenStore`: [clear] it, and let the user log in again.
 *
 * @param name Of the file and the key: one for each user of an app that has several.
 */
public class KeystoreTokenStore(
    context: Context,
    name: String = "kaikei",
) : TokenStore {
    private val file = EncryptedFile(context.applicationContext, "$name.tokens")

    override suspend fun load(): Tokens? = withContext(Dispatchers.IO) { file.read()?.let(Tokens::load) }

    override suspend fun save(tokens: Tokens): Unit =
        withContext(Dispatchers.IO) { file.write(tokens.export().expose()) }

    override suspend fun clear(): Unit = withContext(Dispatchers.IO) { file.delete() }
}
