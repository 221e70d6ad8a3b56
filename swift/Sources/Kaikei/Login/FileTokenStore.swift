import Foundation

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Keeps tokens in a file that only its owner can read (mode 0600). They are **not** encrypted: on Apple's platforms use
/// ``KeychainTokenStore``.
///
/// A save replaces the file as a whole or not at all: the earlier tokens survive a full disk and a crash.
public struct FileTokenStore: TokenStore {
    private let path: String

    /// A store in the file at `path`, whose folder is there.
    public init(path: String) { self.path = path }

    /// The tokens in the file; `nil` if there is no file.
    ///
    /// - Throws: ``KaikeiError`` of kind `configuration` and with the field `tokenStore` if the file cannot be read, or holds
    ///   something else.
    public func load() async throws -> Tokens? {
        try checkPath()
        let file = retrying { open(path, O_RDONLY | O_CLOEXEC) }
        if file < 0 {
            if errno == ENOENT { return nil }
            throw problem("cannot be read")
        }
        defer { close(file) }
        var content: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 16 * 1024)
        while true {
            let count = retrying { read(file, &buffer, buffer.count) }
            if count < 0 { throw problem("cannot be read") }
            if count == 0 { break }
            content += buffer[..<count]
            // Tokens are far smaller: this is another file.
            if content.count > 1024 * 1024 { throw KaikeiError.rubbish }
        }
        return try Tokens.kept(Secret(String(decoding: content, as: UTF8.self)))
    }

    /// Replaces the file.
    ///
    /// - Throws: ``KaikeiError`` of kind `configuration` and with the field `tokenStore`; the earlier file is still there.
    public func save(_ tokens: Tokens) async throws {
        try checkPath()
        let text = Array(try tokens.export().expose().utf8)
        let next = "\(path).\(UUID().uuidString).new"
        let file = retrying { open(next, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600) }
        guard file >= 0 else { throw problem("cannot be written") }
        var written = 0
        while written < text.count {
            let count = retrying { text[written...].withUnsafeBytes { write(file, $0.baseAddress, $0.count) } }
            if count <= 0 { break }
            written += count
        }
        let flushed = written == text.count && retrying { fsync(file) } == 0
        let failure = problem("cannot be written")
        close(file)
        guard flushed, rename(next, path) == 0 else {
            let replaced = problem("cannot be replaced")
            unlink(next)
            throw flushed ? replaced : failure
        }
        settle()
    }

    /// After a save: the folder's new entry reaches the disk, and what a process that was killed in a save left behind goes.
    /// The tokens are kept by then: no failure here is one of the save.
    private func settle() {
        let file = URL(fileURLWithPath: path)
        let folder = file.deletingLastPathComponent().path
        let descriptor = retrying { open(folder, O_RDONLY | O_CLOEXEC) }
        if descriptor >= 0 {
            _ = retrying { fsync(descriptor) }
            close(descriptor)
        }
        let manager = FileManager.default
        for name in (try? manager.contentsOfDirectory(atPath: folder)) ?? []
        where name.hasPrefix("\(file.lastPathComponent).") && name.hasSuffix(".new") {
            let middle = name.dropFirst(file.lastPathComponent.count + 1).dropLast(4)
            let changed = try? manager.attributesOfItem(atPath: "\(folder)/\(name)")[.modificationDate] as? Date
            // A younger one may belong to a save of another process.
            if UUID(uuidString: String(middle)) != nil, let changed, changed.timeIntervalSinceNow < -60 {
                unlink("\(folder)/\(name)")
            }
        }
    }

    /// Removes the file.
    ///
    /// - Throws: ``KaikeiError`` of kind `configuration` and with the field `tokenStore`.
    public func clear() async throws {
        try checkPath()
        guard unlink(path) == 0 || errno == ENOENT else { throw problem("cannot be removed") }
    }

    /// The system reads a path up to a NUL: that would be another file.
    private func checkPath() throws {
        guard !path.utf8.contains(0) else {
            throw KaikeiError(.configuration, "tokenStore: the path holds a NUL", field: "tokenStore")
        }
    }

    private func problem(_ what: String) -> KaikeiError {
        KaikeiError(
            .configuration, "tokenStore: the file \(what): \(String(cString: strerror(errno)))", field: "tokenStore")
    }
}

/// Does `call` again as long as a signal interrupts it.
private func retrying<Number: SignedInteger>(_ call: () -> Number) -> Number {
    while true {
        let result = call()
        if result != -1 || errno != EINTR { return result }
    }
}

extension Tokens {
    /// What a store holds.
    static func kept(_ text: Secret) throws -> Tokens {
        do {
            return try Tokens(loading: text)
        } catch let error as KaikeiError where error.kind == .invalidRequest {
            throw KaikeiError.rubbish
        }
    }
}

extension KaikeiError {
    /// A store that holds something else than tokens.
    static var rubbish: KaikeiError {
        KaikeiError(.configuration, "tokenStore holds something that is not what was saved", field: "tokenStore")
    }
}
