// swift-tools-version: 6.0
// The Swift package: swift/README.md. It stands here because SwiftPM reads packages at the root of a repository.

import PackageDescription

/// The engine in Rust, behind UniFFI's C header.
#if os(Linux)
    // `make swift-build` puts the shared library where SwiftPM links from.
    let engine: Target = .systemLibrary(name: "KaikeiFFI", path: "swift/Sources/KaikeiFFI")
#else
    // Of a release: its XCFramework, in the commit that is tagged. Without it: the one that swift/scripts/xcframework builds.
    let release: (url: String, checksum: String)? = nil
    let engine: Target =
        if let release {
            .binaryTarget(name: "KaikeiFFI", url: release.url, checksum: release.checksum)
        } else {
            .binaryTarget(name: "KaikeiFFI", path: "swift/KaikeiFFI.xcframework")
        }
#endif

let package = Package(
    name: "kaikei",
    platforms: [.iOS(.v15), .macOS(.v12)],
    products: [
        .library(name: "Kaikei", targets: ["Kaikei"]),
        .library(name: "KaikeiTesting", targets: ["KaikeiTesting"]),
    ],
    targets: [
        engine,
        .target(name: "KaikeiNative", dependencies: ["KaikeiFFI"], path: "swift/Sources/KaikeiNative"),
        .target(
            name: "Kaikei", dependencies: ["KaikeiNative"], path: "swift/Sources/Kaikei",
            resources: [.copy("PrivacyInfo.xcprivacy")]),
        .target(name: "KaikeiTesting", dependencies: ["Kaikei"], path: "swift/Sources/KaikeiTesting"),
        .target(name: "SandboxSupport", dependencies: ["Kaikei"], path: "swift/Sources/SandboxSupport"),
        .executableTarget(
            name: "kaikei-demo", dependencies: ["Kaikei", "SandboxSupport"], path: "swift/Sources/kaikei-demo"),
        .executableTarget(
            name: "kaikei-conformance", dependencies: ["Kaikei", "KaikeiTesting"],
            path: "swift/Sources/kaikei-conformance"),
        .testTarget(
            name: "KaikeiTests",
            dependencies: ["Kaikei", "KaikeiNative", "KaikeiTesting", "SandboxSupport"],
            path: "swift/Tests/KaikeiTests"),
    ],
    swiftLanguageModes: [.v6]
)
