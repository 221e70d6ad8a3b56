package jp.kaikei.android

import android.content.Context
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.SupervisorJob
import kotlinx.coroutines.flow.MutableStateFlow

/** What outlives an activity: it may be made anew at any time, the code of a login is exchanged once. */
internal object Returning {
    val scope = CoroutineScope(SupervisorJob() + Dispatchers.Default)

    /** Where the browser came back to, until somebody looks. */
    @Volatile
    var redirect: String? = null

    /** How the last login ended, until its activity is there to hear it. */
    val ended = MutableStateFlow<LoginResult?>(null)

    fun takeRedirect(): String? = redirect.also { redirect = null }
}

/** The name of the activity that began the login, which the end of the process must not lose. */
internal class Host(
    context: Context,
) {
    private val preferences = context.getSharedPreferences("jp.kaikei.login", Context.MODE_PRIVATE)

    fun read(): String? = preferences.getString("host", null)

    fun write(name: String) {
        preferences.edit().putString("host", name).apply()
    }
}
