import Kaikei

/// `openBrowser` shows the page, and returns the URL that it came back to: in an app, `WebLogin` does.
func logIn(
    _ login: LoginSession, openBrowser: @MainActor (Login) async throws -> String
) async throws -> ItoJapan {
    if let user = try await login.restore() { return user }
    let begun = try login.start()
    return try await login.finish(begun.pending, redirectUrl: openBrowser(begun))
}

func greet(_ user: ItoJapan) async throws {
    print("hello \(try await user.me.get().name ?? "-")")
}
