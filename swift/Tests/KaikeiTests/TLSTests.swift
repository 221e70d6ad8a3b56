import Foundation
import Testing

@testable import Kaikei

#if canImport(Glibc)
    import Glibc
#endif

/// TLS is verified, and a request whose handshake failed was certainly not sent.
@Suite struct TLSTests {
    @Test func aCertificateThatNobodyVouchesForIsRefused() async throws {
        let server = try await TLSServer.start()
        defer { server.stop() }
        let failure = try #require(await failure("https://localhost:\(server.port)/"))
        #expect(failure.phase == .tls && failure.sent == .no, "\(failure.message)")
    }

    private func send(_ request: HttpRequest) async throws { _ = try await URLSessionTransport().send(request) }

    private func failure(_ url: String) async -> TransportFailure? {
        do {
            try await send(HttpRequest(method: "POST", url: url, body: Data("a=1".utf8), attemptTimeout: 30))
            return nil
        } catch {
            return error as? TransportFailure
        }
    }
}

/// `openssl s_server` with a certificate of its own making.
private final class TLSServer: @unchecked Sendable {
    let port: String
    private let process: Process
    private let input: Pipe
    private let folder: URL

    static func start() async throws -> TLSServer {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("kaikei-tls-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let (key, certificate) = (folder.appendingPathComponent("key").path, folder.appendingPathComponent("crt").path)
        let made = openssl([
            "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-subj",
            "/CN=localhost",
            "-addext", "subjectAltName=DNS:localhost", "-days", "2", "-keyout", key, "-out", certificate,
        ])
        made.standardError = FileHandle.nullDevice
        try made.run()
        made.waitUntilExit()
        let server = openssl(["s_server", "-accept", "localhost:0", "-key", key, "-cert", certificate, "-www"])
        // Without an end, so that the server does not see one either.
        let (input, output) = (Pipe(), Pipe())
        (server.standardInput, server.standardOutput, server.standardError) = (input, output, FileHandle.nullDevice)
        try server.run()
        let port = await withCheckedContinuation { continuation in
            Thread.detachNewThread { continuation.resume(returning: acceptedPort(output.fileHandleForReading)) }
        }
        return TLSServer(try #require(port), server, input, folder)
    }

    private init(_ port: String, _ process: Process, _ input: Pipe, _ folder: URL) {
        (self.port, self.process, self.input, self.folder) = (port, process, input, folder)
    }

    func stop() {
        kill(process.processIdentifier, SIGKILL)
        try? FileManager.default.removeItem(at: folder)
    }

    private static func openssl(_ arguments: [String]) -> Process {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/openssl")
        process.arguments = arguments
        return process
    }
}

/// The port in `ACCEPT 127.0.0.1:41234`.
private func acceptedPort(_ file: FileHandle) -> String? {
    var read = Data()
    while true {
        let part = file.availableData
        read += part
        let lines = String(decoding: read, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
            .dropLast()
        if let line = lines.first(where: { $0.hasPrefix("ACCEPT") }) {
            return line.split(separator: ":").last.map(String.init)
        }
        if part.isEmpty { return nil }
    }
}
