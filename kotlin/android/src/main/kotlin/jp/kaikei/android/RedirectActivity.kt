package jp.kaikei.android

import android.app.Activity
import android.content.Intent
import android.os.Bundle

/**
 * Where a browser without Auth Tabs comes back to. It hands the URL on and brings back the activity that began the login,
 * whatever the URL says: the login itself checks it, since any app may send one.
 */
public class RedirectActivity : Activity() {
    override fun onCreate(savedInstanceState: Bundle?) {
        super.onCreate(savedInstanceState)
        intent.dataString?.let { Returning.redirect = it }
        Host(this).read()?.let { host ->
            // Above it is the browser's tab, which this closes.
            val flags = Intent.FLAG_ACTIVITY_CLEAR_TOP or Intent.FLAG_ACTIVITY_SINGLE_TOP
            startActivity(Intent().setClassName(this, host).addFlags(flags))
        }
        finish()
    }
}
