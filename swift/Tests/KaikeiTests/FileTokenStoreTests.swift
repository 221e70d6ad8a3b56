import Foundation
import Testing

@testable import Kaikei

@Suite final class FileTokenStoreTests {
    private let folder: URL
    private var path: String { folder.appendingPathComponent("tokens").path }

    init() throws {
        folder = FileManager.default.temporaryDirectory.appendingPathComponent("kaikei-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(at: folder) }

    private func tokens(_ access: String) throws -> Tokens {
        try Tokens(loading: Secret(#"{"access_token":"\#(access)","refresh_token":"r"}"#))
    }

    private var files: [String] { (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? [] }

    @Test func keepsReplacesAndForgets() async throws {
        let store = FileTokenStore(path: path)
        #expect(try await store.load() == nil)
        try await store.clear()
        for access in ["one", "two"] {
            try await store.save(tokens(access))
            #expect(try await FileTokenStore(path: path).load()?.accessToken.expose() == access)
        }
        let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? NSNumber
        #expect(mode?.intValue == 0o600)
        #expect(files == ["tokens"])
        try await store.clear()
        #expect(files.isEmpty)
    }

    @Test(arguments: ["", "rubbish", "{}", "\u{0}", String(repeating: "x", count: 2_000_000)])
    func rubbishIsAnErrorOfOursAndStays(_ content: String) async throws {
        try Data(content.utf8).write(to: URL(fileURLWithPath: path))
        let error = await kaikeiError { _ = try await FileTokenStore(path: path).load() }
        #expect(error?.kind == .configuration && error?.field == "tokenStore")
        #expect(files == ["tokens"])
    }

    @Test func whatAKilledProcessLeftIsRemoved() async throws {
        let store = FileTokenStore(path: path)
        let (left, young, other) = ("\(path).\(UUID()).new", "\(path).\(UUID()).new", "\(path).old.new")
        for path in [left, young, other] { try Data("x".utf8).write(to: URL(fileURLWithPath: path)) }
        let past = [FileAttributeKey.modificationDate: Date(timeIntervalSinceNow: -3600)]
        for path in [left, other] { try FileManager.default.setAttributes(past, ofItemAtPath: path) }
        try await store.save(tokens("one"))
        #expect(!FileManager.default.fileExists(atPath: left) && files.count == 3)
    }

    @Test func aPathWithANULIsRefused() async throws {
        let store = FileTokenStore(path: path + "\u{0}x")
        #expect(await kaikeiError { _ = try await store.load() }?.message.contains("NUL") == true)
        #expect(await kaikeiError { try await store.save(tokens("one")) }?.message.contains("NUL") == true)
        #expect(await kaikeiError { try await store.clear() }?.message.contains("NUL") == true)
        #expect(files.isEmpty)
    }

    @Test func aSaveThatFailsLeavesTheEarlierTokens() async throws {
        let store = FileTokenStore(path: path)
        try await store.save(tokens("one"))
        // A folder where the new file would go cannot be replaced by one.
        let blocked = FileTokenStore(path: folder.path)
        let error = await kaikeiError { try await blocked.save(tokens("two")) }
        #expect(error?.kind == .configuration && error?.field == "tokenStore")
        let missing = FileTokenStore(path: folder.appendingPathComponent("none/tokens").path)
        #expect(await kaikeiError { try await missing.save(tokens("two")) }?.field == "tokenStore")
        #expect(try await store.load()?.accessToken.expose() == "one")
        #expect(files == ["tokens"])
        let beside = try FileManager.default.contentsOfDirectory(atPath: folder.deletingLastPathComponent().path)
        #expect(!beside.contains { $0.hasPrefix(folder.lastPathComponent) && $0.hasSuffix(".new") })
    }
}
