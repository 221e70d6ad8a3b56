import org.jetbrains.kotlin.gradle.dsl.JvmTarget

plugins {
    id("com.android.library") version "8.13.0"
    kotlin("android") version "2.4.10"
}

group = "jp.kaikei"
version = "0.1.0"

android {
    namespace = "jp.kaikei.android"
    compileSdk = 36

    defaultConfig {
        // java.time and java.nio.file without desugaring.
        minSdk = 26
        consumerProguardFiles("consumer-rules.pro")
    }

    // The sources of the JVM package, which are tested there, all of them.
    sourceSets.getByName("main").kotlin.srcDir("../src/main/kotlin")

    compileOptions {
        sourceCompatibility = JavaVersion.VERSION_11
        targetCompatibility = JavaVersion.VERSION_11
    }
}

kotlin {
    explicitApi()
    compilerOptions {
        jvmTarget = JvmTarget.JVM_11
        allWarningsAsErrors = true
    }
}

dependencies {
    api("org.jetbrains.kotlinx:kotlinx-coroutines-android:1.11.0")
    api("org.jetbrains.kotlinx:kotlinx-serialization-json:1.12.0")
    api("com.squareup.okhttp3:okhttp:5.5.1")
    api("androidx.activity:activity-ktx:1.10.1")
    implementation("androidx.browser:browser:1.9.0")
    implementation("androidx.lifecycle:lifecycle-runtime-ktx:2.9.4")
    // As an AAR: it brings JNA's own native library for each ABI. 5.17 or newer, for pages of 16 kB.
    implementation("net.java.dev.jna:jna:5.19.1@aar")
}
