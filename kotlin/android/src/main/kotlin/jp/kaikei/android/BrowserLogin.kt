package jp.kaikei.android

import android.content.ActivityNotFoundException
import android.net.Uri
import androidx.activity.ComponentActivity
import androidx.browser.auth.AuthTabIntent
import androidx.lifecycle.Lifecycle
import androidx.lifecycle.LifecycleEventObserver
import androidx.lifecycle.lifecycleScope
import androidx.lifecycle.repeatOnLifecycle
import jp.kaikei.ConfigurationException
import jp.kaikei.ErrorDetails
import jp.kaikei.InternalException
import jp.kaikei.ItoJapan
import jp.kaikei.KaikeiException
import jp.kaikei.LoginSession
import jp.kaikei.OauthException
import jp.kaikei.PendingLogin
import kotlinx.coroutines.CancellationException
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.launch
import kotlinx.coroutines.withContext

/** How a login in the browser ended. */
public sealed interface LoginResult {
    /**
     * The user is logged in.
     *
     * @property user A client that acts for them.
     */
    public class LoggedIn(
        public val user: ItoJapan,
    ) : LoginResult

    /** The user closed the browser. */
    public data object Cancelled : LoginResult

    /**
     * It failed.
     *
     * @property error Why.
     */
    public class Failed(
        public val error: KaikeiException,
    ) : LoginResult
}

/**
 * Logs a user in in their browser: in an Auth Tab, or a Custom Tab where the browser has none. Make it a property of the
 * activity, so that it is there before the activity starts, also when it is made anew after the process has ended.
 *
 * @param session One for the whole app, kept by its `Application`.
 * @param redirectUri That of [session]. An app's own scheme is the manifest's `kaikeiRedirectScheme` as well.
 * @param name As given to [KeystoreTokenStore].
 * @param onEnd Called on the main thread, while the activity is started.
 */
public class BrowserLogin(
    private val activity: ComponentActivity,
    private val session: LoginSession,
    private val redirectUri: String,
    private val name: String = "kaikei",
    private val onEnd: (LoginResult) -> Unit,
) {
    private val launcher = AuthTabIntent.registerActivityResultLauncher(activity, ::cameBack)

    init {
        val takesRedirects =
            LifecycleEventObserver { _, event ->
                if (event == Lifecycle.Event.ON_RESUME) Returning.takeRedirect()?.let(::finish)
            }
        activity.lifecycle.addObserver(takesRedirects)
        activity.lifecycleScope.launch {
            activity.repeatOnLifecycle(Lifecycle.State.STARTED) {
                Returning.ended.collect { result ->
                    if (result != null && Returning.ended.compareAndSet(result, null)) onEnd(result)
                }
            }
        }
    }

    /** Opens the browser. Another login that is under way is given up. */
    public fun start() {
        activity.lifecycleScope.launch {
            try {
                val login =
                    withContext(Dispatchers.IO) {
                        session.start().also { pending().write(it.pending.export().expose()) }
                    }
                Host(activity).write(activity.javaClass.name)
                Returning.takeRedirect()
                open(login.authorizeUrl)
            } catch (cancelled: CancellationException) {
                throw cancelled
            } catch (problem: Exception) {
                Returning.ended.value = LoginResult.Failed(told(problem))
            }
        }
    }

    private fun open(authorizeUrl: String) {
        val tab = AuthTabIntent.Builder().build()
        val (url, back) = Uri.parse(authorizeUrl) to Uri.parse(redirectUri)
        if (back.scheme == "https") {
            tab.launch(launcher, url, back.host.orEmpty(), back.path.orEmpty())
        } else {
            tab.launch(launcher, url, back.scheme.orEmpty())
        }
    }

    private fun cameBack(result: AuthTabIntent.AuthResult) {
        // A Custom Tab tells nothing: its redirect came to RedirectActivity before.
        val redirect = result.resultUri?.toString() ?: Returning.takeRedirect()
        when {
            redirect != null -> {
                finish(redirect)
            }

            result.resultCode == AuthTabIntent.RESULT_CANCELED -> {
                Returning.ended.value = LoginResult.Cancelled
            }

            else -> {
                val message = "redirectUri could not be verified as this app's (${result.resultCode})"
                val error = ConfigurationException(ErrorDetails(message, field = "redirectUri"))
                Returning.ended.value = LoginResult.Failed(error)
            }
        }
    }

    private fun finish(redirectUrl: String) {
        // Not the activity's scope: the code is exchanged once, whatever becomes of the activity.
        Returning.scope.launch {
            try {
                val text =
                    pending().read() ?: throw OauthException(ErrorDetails("no login is pending", code = "login_used"))
                val login = PendingLogin.load(text)
                val result = runCatching { session.finish(login, redirectUrl) }
                // What another app has sent leaves the login pending; but its browser is closed, so somebody must be told.
                if ((result.exceptionOrNull() as? OauthException)?.code !in FORGED) pending().delete()
                Returning.ended.value = LoginResult.LoggedIn(result.getOrThrow())
            } catch (problem: Exception) {
                Returning.ended.value = LoginResult.Failed(told(problem))
            }
        }
    }

    private fun pending() = EncryptedFile(activity.applicationContext, "$name.login")

    private fun told(problem: Exception): KaikeiException =
        when (problem) {
            is KaikeiException -> problem

            // Without their texts: they may hold the URL.
            is ActivityNotFoundException -> ConfigurationException(ErrorDetails("there is no browser"))

            else -> InternalException(ErrorDetails("the login ended by ${problem.javaClass.simpleName}"))
        }

    private companion object {
        val FORGED = setOf("state_mismatch", "redirect_mismatch")
    }
}
