import Foundation
import Kaikei

/// A person's browser, as far as the sandbox's plain pages need one: no script, no cookies.
public struct Browser: Sendable {
    private let transport = URLSessionTransport()

    public init() {}

    /// Opens a page, fills in its form, presses the button `action`, and returns the URL that this leads to.
    public func submit(_ url: String, action: String, fields: [String: String] = [:]) async throws -> String {
        let page = try await transport.send(HttpRequest(method: "GET", url: url))
        let text = String(decoding: page.body, as: UTF8.self)
        guard page.status == 200, let form = Form(text) else {
            throw SandboxProblem("the page shows no form: HTTP \(page.status)")
        }
        guard let target = URL(string: form.action, relativeTo: URL(string: url))?.absoluteString else {
            throw SandboxProblem("the form leads nowhere")
        }
        let body = form.hidden.merging(fields) { $1 }.merging(["action": action]) { $1 }
            .map { "\(escaped($0.key))=\(escaped($0.value))" }.joined(separator: "&")
        let answer = try await transport.send(
            HttpRequest(
                method: "POST", url: target, headers: [HttpHeader("content-type", "application/x-www-form-urlencoded")],
                body: Data(body.utf8)))
        guard let location = answer.headers.first(where: { $0.name.lowercased() == "location" })?.value else {
            throw SandboxProblem("the page does not lead on: HTTP \(answer.status)")
        }
        return location
    }

    /// Signs in and allows what the app asks for; returns where the browser is sent.
    public func logIn(_ authorizeUrl: URL, as keys: SandboxKeys) async throws -> String {
        let fields = ["email": keys.userEmail, "password": keys.userPassword]
        return try await submit(authorizeUrl.absoluteString, action: "approve", fields: fields)
    }
}

/// The first form of a page of the sandbox's own making.
private struct Form {
    let action: String
    var hidden: [String: String] = [:]

    init?(_ page: String) {
        guard let begin = page.range(of: "<form"), let end = page[begin.lowerBound...].range(of: "</form>") else {
            return nil
        }
        let form = page[begin.lowerBound..<end.lowerBound]
        guard let action = attribute("action", of: form) else { return nil }
        self.action = action
        for input in form.components(separatedBy: "<input").dropFirst()
        where attribute("type", of: input[...]) == "hidden" {
            if let name = attribute("name", of: input[...]) { hidden[name] = attribute("value", of: input[...]) ?? "" }
        }
    }
}

/// An attribute of the tag that `text` begins with.
private func attribute(_ name: String, of text: Substring) -> String? {
    let tag = text.prefix { $0 != ">" }
    guard let begin = tag.range(of: " \(name)=\"") else { return nil }
    var value = String(tag[begin.upperBound...].prefix { $0 != "\"" })
    for (entity, character) in [("&quot;", "\""), ("&lt;", "<"), ("&gt;", ">"), ("&#x27;", "'"), ("&amp;", "&")] {
        value = value.replacingOccurrences(of: entity, with: character)
    }
    return value
}

private func escaped(_ text: String) -> String {
    let plain = CharacterSet(charactersIn: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
    return text.addingPercentEncoding(withAllowedCharacters: plain) ?? ""
}
