import Foundation
internal import KaikeiNative

/// Whatever goes wrong in this package. What it prints never shows a secret, a card number or an answer's body.
///
/// A cancelled task is no such error: calls then throw `CancellationError`.
public struct KaikeiError: Error, Sendable {
    /// Whether a request's bytes left this machine.
    public enum Sent: String, Sendable, Hashable, Codable {
        /// Certainly not.
        case no
        /// Perhaps, in part or whole.
        case maybe
        /// Certainly: an answer, or a part of one, came back.
        case yes
    }

    /// What went wrong, from a closed list.
    public let kind: Kind
    /// A machine-readable reason within the kind: the gateway's code, an OAuth error code, a webhook reason.
    public let code: String?
    /// What went wrong, for developers, in English.
    public let message: String
    /// The parameter or setting at fault, as a path: `data.cardNumber`.
    public let field: String?
    /// The answer's HTTP status.
    public let httpStatus: Int?
    /// The code in the answer's body, as text; it may disagree with `httpStatus`.
    public let apiCode: String?
    /// The gateway's id of the request, when it sends one; quote it to the gateway's support.
    public let requestId: String?
    /// How long the gateway asked to wait, in seconds.
    public let retryAfter: TimeInterval?
    /// Whether the request's bytes left this machine; `nil` when there was no request.
    public let sent: Sent?
    /// What to reconcile by: the order's `custom`, or the idempotency key.
    public let reference: String?
    /// The answer's body as received. It may hold personal data: do not log it. Not printed.
    public let raw: String?
}

extension KaikeiError {
    init(_ kind: Kind, _ message: String, field: String? = nil, code: String? = nil) {
        self.init(
            kind: kind, code: code, message: message, field: field, httpStatus: nil, apiCode: nil, requestId: nil,
            retryAfter: nil, sent: nil, reference: nil, raw: nil)
    }

    /// A parameter that breaks a rule.
    static func invalid(_ field: String, _ rule: String) -> KaikeiError {
        KaikeiError(.invalidRequest, "\(field) \(rule)", field: field)
    }

    /// A part of an answer that does not fit its type.
    static func unreadable(_ field: String) -> KaikeiError {
        KaikeiError(.invalidResponse, "\(field) cannot be read as its type here: see raw", field: field)
    }

    /// What the engine says. `path` names fields as callers write them.
    init(
        _ failure: NativeFailure,
        path: (String) -> String = { $0.split(separator: ".").map { camel($0) }.joined(separator: ".") }
    ) {
        let field = failure.field.map(path)
        self.init(
            kind: Kind(rawValue: failure.kind) ?? .internal, code: failure.code,
            message: KaikeiError.message(failure, field), field: field, httpStatus: failure.httpStatus.map { Int($0) },
            apiCode: failure.apiCode, requestId: failure.requestId,
            retryAfter: failure.retryAfter.map { TimeInterval($0) / 1000 },
            sent: failure.sent.flatMap { Sent(rawValue: $0) },
            reference: failure.reference, raw: failure.raw)
    }

    /// What the engine says about parameters and settings names them as callers do. The gateway's words stay.
    private static func message(_ failure: NativeFailure, _ field: String?) -> String {
        let local = failure.httpStatus == nil && ["invalid_request", "configuration"].contains(failure.kind)
        guard local, let field, let wire = failure.field, failure.text.hasPrefix(wire) else { return failure.text }
        return field + failure.text.dropFirst(wire.count)
    }

    /// This error with the answer that it is about.
    func about(_ answer: NativeAnswer) -> KaikeiError {
        KaikeiError(
            kind: kind, code: code, message: message, field: field, httpStatus: Int(answer.httpStatus),
            apiCode: apiCode,
            requestId: answer.requestId, retryAfter: retryAfter, sent: .yes, reference: reference, raw: answer.raw)
    }
}

extension KaikeiError: LocalizedError, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The message.
    public var errorDescription: String? { message }

    /// Kind and message.
    public var description: String { "\(kind.rawValue): \(message)" }

    /// Kind and message.
    public var debugDescription: String { description }

    /// Everything but the answer's body.
    public var customMirror: Mirror {
        let children: [(String?, Any?)] = [
            ("kind", kind), ("code", code), ("message", message), ("field", field), ("httpStatus", httpStatus),
            ("apiCode", apiCode), ("requestId", requestId), ("retryAfter", retryAfter), ("sent", sent),
            ("reference", reference),
        ]
        return Mirror(
            self, children: children.compactMap { name, value in value.map { (name, $0) } }, displayStyle: .struct)
    }
}

/// Calls the engine, whose errors become ours.
func native<Value>(
    path: (String) -> String = { $0.split(separator: ".").map { camel($0) }.joined(separator: ".") },
    _ work: () throws -> Value
) throws -> Value {
    do {
        return try work()
    } catch NativeError.Failed(let failure) {
        throw KaikeiError(failure, path: path)
    } catch let error as KaikeiError {
        throw error
    } catch {
        // UniFFI's own error, of which the text may hold what was passed.
        throw KaikeiError(
            .internal, "a fault between kaikei's Swift and native code (\(type(of: error))): please report it")
    }
}
