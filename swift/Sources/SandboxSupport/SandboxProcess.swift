import Foundation

#if canImport(Glibc)
    import Glibc
#endif

/// Keys and addresses of a sandbox.
public struct SandboxKeys: Decodable, Sendable {
    public let itoBaseUrl: String
    public let univapayBaseUrl: String
    public let accessKey: String
    public let secretKey: String
    public let webhookSecret: String
    public let merchantClientId: String
    public let merchantClientSecret: String
    public let publicClientId: String
    public let redirectUri: String
    public let univapayJwt: String
    public let univapaySecret: String
    public let userEmail: String
    public let userPassword: String
}

/// A sandbox that could not be started, or a page that does not lead on.
public struct SandboxProblem: Error, CustomStringConvertible {
    public let description: String

    public init(_ description: String) { self.description = description }
}

/// `kaikei sandbox` in a process of its own, on a free port of this machine.
public final class SandboxProcess: @unchecked Sendable {
    public let keys: SandboxKeys
    private let process: Process

    /// Starts the program that the variable `KAIKEI_BIN` names.
    public static func start() async throws -> SandboxProcess {
        guard let program = ProcessInfo.processInfo.environment["KAIKEI_BIN"] else {
            throw SandboxProblem("KAIKEI_BIN must name the built `kaikei` command")
        }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments = ["--json", "sandbox"]
        let output = Pipe()
        process.standardOutput = output
        process.standardInput = FileHandle.nullDevice
        try process.run()
        // Reading waits, which no task may.
        let line = await withCheckedContinuation { continuation in
            Thread.detachNewThread { continuation.resume(returning: firstLine(of: output.fileHandleForReading)) }
        }
        do {
            return SandboxProcess(process, try decoder.decode(SandboxKeys.self, from: line))
        } catch {
            kill(process.processIdentifier, SIGKILL)
            throw SandboxProblem("the sandbox did not start: \(type(of: error))")
        }
    }

    private init(_ process: Process, _ keys: SandboxKeys) { (self.process, self.keys) = (process, keys) }

    deinit { stop() }

    /// Ends the process. Tasks run on threads that block signals, and so does a child of theirs: only this one gets through.
    public func stop() {
        if process.isRunning { kill(process.processIdentifier, SIGKILL) }
    }

    private static var decoder: JSONDecoder {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        return decoder
    }
}

private func firstLine(of file: FileHandle) -> Data {
    var read = Data()
    while !read.contains(UInt8(ascii: "\n")) {
        let part = file.availableData
        if part.isEmpty { break }
        read += part
    }
    return read
}
