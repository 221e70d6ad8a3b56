package jp.kaikei

import org.junit.jupiter.api.Test
import kotlin.test.assertTrue

class NativeLibraryTest {
    @Test
    fun `a library that is missing is this package's own error`() {
        val java = "${System.getProperty("java.home")}/bin/java"
        // JNA may look neither into jars nor into the system's folders.
        val options = listOf("-Djna.noclasspath=true", "-Djna.nosys=true", "-Djna.boot.library.path=/nowhere")
        val command =
            listOf(java) + options + listOf("-cp", System.getProperty("java.class.path"), "jp.kaikei.support.LoadsKt")
        val program = ProcessBuilder(command).redirectErrorStream(true).start()
        val printed = program.inputStream.bufferedReader().readText()
        assertTrue(program.waitFor() != 0, printed)
        assertTrue("ConfigurationException: kaikei's native library for" in printed, printed)
    }
}
