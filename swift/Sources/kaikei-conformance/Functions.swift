import Foundation
import Kaikei

/// Functions that need no client.
func pure(_ name: String, _ arguments: JSONObject, _ reply: inout Line) throws -> JSONValue {
    switch name {
    case "sign_request": return try signed(arguments)
    case "webhook_verify":
        let event = try verified(arguments)
        reply.raw = .string(event.raw)
        return fields(of: event)
    case "webhook_explain":
        let headers = ["timestamp", "signature"].compactMap { name in
            arguments[name]?.string.map { HttpHeader("x-\(name)", $0) }
        }
        let found = try verifier(arguments).explain(body: try body(arguments), headers: headers, now: now(arguments))
        let findings = found.findings.map { ["code": .string($0.code), "message": .string($0.message)] as JSONValue }
        return [
            "valid": .bool(found.isValid), "reason": found.reason.map { .string($0) } ?? .null,
            "findings": .array(findings),
        ]
    case "webhook_sign":
        let signed = try signWebhook(
            body(arguments), secret: Secret(try arguments.text("secret")), timestamp: time(arguments, "timestamp"))
        return ["x_timestamp": .string(signed.xTimestamp), "x_signature": .string(signed.xSignature)]
    case "univapay_webhook_verify":
        let tokens = (arguments["tokens"]?.array ?? []).compactMap { $0.string.map { Secret($0) } }
        let verifier = try UnivaPay.WebhookVerifier(authTokens: tokens)
        let event = try verifier.verify(body: try body(arguments), headers: headers(arguments))
        reply.raw = .string(event.raw)
        return try fields(of: event)
    case "univapay_webhook_make":
        let at = try arguments["created_on"]?.string.map { try instant($0) }
        let made = try UnivaPay.testWebhook(
            .init(rawValue: try arguments.text("event")), data: try arguments.text("data"),
            authToken: Secret(try arguments.text("auth_token")), id: arguments["id"]?.string, createdOn: at)
        var written: JSONObject = ["body": .string(String(decoding: made.body, as: UTF8.self))]
        for header in made.headers {
            written[header.name.lowercased().replacingOccurrences(of: "-", with: "_")] = .string(header.value)
        }
        return .object(written)
    case "money":
        let currency = try arguments.text("currency")
        let money =
            if let text = arguments["amount"]?.string {
                try UnivaPay.Money.of(text, currency)
            } else {
                try UnivaPay.Money.minor(arguments["amount"]?.number?.int ?? .max, currency)
            }
        return ["amount": .number(JSONNumber(money.amount)), "currency": .string(money.currency)]
    case "pkce":
        let pair = try pkce(verifier: arguments.secret("verifier"))
        return ["verifier": .string(pair.verifier.expose()), "challenge": .string(pair.challenge)]
    case "error_kinds":
        return .array(
            KaikeiError.Kind.allCases.map { kind in
                ["kind": .string(kind.rawValue), "class": .string("KaikeiError.Kind.\(kind)")]
            })
    default: throw Misuse(message: "there is no function \(name)")
    }
}

private func signed(_ arguments: JSONObject) throws -> JSONValue {
    guard let profile = ItoJapan.SigningProfile(rawValue: try arguments.text("profile")),
        let parameters = try JSONValue(parsing: arguments.text("parameters")).object
    else { throw Misuse(message: "sign_request: no such profile, or parameters that are no object") }
    let (key, timestamp) = (Secret(try arguments.text("secret_key")), time(arguments, "timestamp"))
    let signed: SignedRequest
    do {
        let payment = try Given(parameters).as(ItoJapan.CreatePayment.init)
        signed = try signRequest(payment, secretKey: key, profile: profile, timestamp: timestamp)
    } catch is Unfit {
        signed = try signRequest(parameters, secretKey: key, profile: profile, timestamp: timestamp)
    }
    return [
        "body": .string(signed.body), "content_type": .string(signed.contentType), "signed": .string(signed.signed),
        "x_signature": .string(signed.xSignature),
    ]
}

private func verifier(_ event: JSONObject) throws -> WebhookVerifier {
    let secrets = try event["secrets"]?.array?.map { one -> (name: String, secret: Secret) in
        guard let one = one.object else { throw Misuse(message: "a secret is an object") }
        return (try one.text("name"), Secret(try one.text("secret")))
    }
    return try WebhookVerifier(secrets: secrets ?? [], tolerance: event.seconds("tolerance"))
}

func verified(_ event: JSONObject) throws -> WebhookEvent {
    return try verifier(event).verify(body: try body(event), headers: headers(event), now: now(event))
}

private func headers(_ event: JSONObject) -> [HttpHeader] {
    (event["headers"]?.array ?? []).compactMap { pair in
        pair[0]?.string.flatMap { name in pair[1]?.string.map { HttpHeader(name, $0) } }
    }
}

private func instant(_ text: String) throws -> Date {
    let formatter = ISO8601DateFormatter()
    if text.contains(".") { formatter.formatOptions.insert(.withFractionalSeconds) }
    guard let date = formatter.date(from: text) else { throw Misuse(message: "no time") }
    return date
}

private func body(_ arguments: JSONObject) throws -> Data {
    guard let data = Data(base64Encoded: try arguments.text("body_base64")) else { throw Misuse(message: "no base64") }
    return data
}

private func time(_ arguments: JSONObject, _ name: String) -> Date {
    Date(timeIntervalSince1970: arguments.seconds(name) ?? 0)
}

private func now(_ arguments: JSONObject) -> Date { time(arguments, "now") }
