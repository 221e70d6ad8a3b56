package jp.kaikei

import org.junit.jupiter.api.Test
import java.io.File
import kotlin.test.assertEquals

class VersionTest {
    @Test
    fun `all packages have one version`() {
        val cargo = Regex("(?m)^version = \"(.*)\"").find(File("../Cargo.toml").readText())!!.groupValues[1]
        val maven = Regex("<version>(.*)</version>").find(File("pom.xml").readText())!!.groupValues[1]
        val android =
            Regex(
                "(?m)^version = \"(.*)\"",
            ).find(File("android/build.gradle.kts").readText())!!.groupValues[1]
        assertEquals(listOf(cargo, cargo), listOf(maven, android))
    }
}
