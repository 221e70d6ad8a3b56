package jp.kaikei.support

import jp.kaikei.pkce

/** Whether the package finds its native library by itself: run against the jar. */
fun main() {
    check(pkce().challenge.length == 43)
}
