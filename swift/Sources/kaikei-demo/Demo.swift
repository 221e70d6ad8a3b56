import Foundation
import Kaikei
import SandboxSupport

/// A user's login and calls on real HTTP against `kaikei sandbox`, step by step. Exits with 0 only if every step held.
@main
struct Demo {
    static func main() async {
        do {
            let sandbox = try await SandboxProcess.start()
            defer { sandbox.stop() }
            try await Demo().run(sandbox.keys)
            print("\nEvery step held.")
        } catch {
            print("✗ \(error)")
            exit(1)
        }
    }

    private func run(_ keys: SandboxKeys) async throws {
        let file = FileManager.default.temporaryDirectory.appendingPathComponent("kaikei-demo-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: file) }
        let client = try ItoJapan(.init(baseUrl: keys.itoBaseUrl))
        let login = LoginSession(
            client: client, clientId: keys.publicClientId, redirectUri: keys.redirectUri,
            tokenStore: FileTokenStore(path: file.path))

        step("begin a login with PKCE")
        let begun = try login.start()
        detail("the browser opens \(begun.authorizeUrl.path)")
        // The system may end an app while its user is in the browser.
        let kept = try begun.pending.export()

        step("the user signs in and allows the app")
        let back = try await Browser().logIn(begun.authorizeUrl, as: keys)
        detail("the browser comes back to \(back.prefix { $0 != "?" })")

        step("finish the login")
        _ = try await login.finish(PendingLogin(loading: kept), redirectUrl: back)
        detail("the tokens are in a file that only its owner can read")

        step("the app starts again: the user is still logged in")
        let again = LoginSession(
            client: client, clientId: keys.publicClientId, redirectUri: keys.redirectUri,
            tokenStore: FileTokenStore(path: file.path))
        guard let user = try await again.restore() else { throw SandboxProblem("there were no tokens") }

        try await read(user)
        try await change(user)

        step("log out")
        try await again.logOut()
        guard try await again.restore() == nil else { throw SandboxProblem("the tokens are still there") }
        detail("the file is gone")
    }

    private func read(_ user: ItoJapan) async throws {
        step("read me")
        let me = try await user.me.get()
        detail("\(me.name ?? "-"), \(me.email ?? "-"), KYC \(me.kycStatus?.rawValue ?? "-")")

        step("read the balance")
        let balance = try await user.me.balance()
        detail("\(balance.balance.map { "\($0)" } ?? "-") \(balance.currency ?? "-")")

        step("read the transactions")
        let transactions = try await user.me.transactions(.init(perPage: 3))
        detail("\(transactions.total ?? 0) in all")
        for one in transactions.data {
            detail(
                "\(one.date?.description ?? "-")  \(one.amount.map { "\($0)" } ?? "-") \(one.currency ?? "")  \(one.status ?? "-")"
            )
        }

        step("read the cards")
        detail("\(try await user.me.cards().data.count) cards")
    }

    private func change(_ user: ItoJapan) async throws {
        step("save a KYC draft")
        let kyc = try await user.me.saveKycDraft(.init(values: ["first_name": "花子", "last_name": "山田"]))
        detail("status \(kyc.status?.rawValue ?? "-"), \(kyc.missing?.count ?? 0) fields are missing")

        step("issue a card")
        let card = try await user.me.issueCard()
        detail("\(card.brand ?? "-") ending in \(try await user.me.cardLastFour().last4 ?? "-")")
    }

    private func step(_ name: String) { print("▶ \(name)") }
    private func detail(_ text: String) { print("    \(text)") }
}
