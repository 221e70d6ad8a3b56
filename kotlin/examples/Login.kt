package jp.kaikei.examples

import jp.kaikei.FileTokenStore
import jp.kaikei.ItoJapan
import jp.kaikei.ItoJapanOptions
import jp.kaikei.LoginSession
import java.nio.file.Path

suspend fun logIn(
    gateway: ItoJapanOptions, // the gateway's address; no secret in an app
    clientId: String,
    redirectUri: String,
    tokens: Path,
    openBrowser: suspend (String) -> String, // answers the URL that the browser came back to
): ItoJapan {
    val session = LoginSession(ItoJapan(gateway), clientId, redirectUri, tokenStore = FileTokenStore(tokens))
    session.restore()?.let { return it }
    val login = session.start()
    return session.finish(login.pending, openBrowser(login.authorizeUrl))
}
