import Foundation
internal import KaikeiNative

/// An answer, with what it came from. Its members are read as if they were the reply's own: `reply.paymentId`.
///
/// Replies are equal if their values are. Only the value is printed.
@dynamicMemberLookup
public struct Reply<Value: Sendable>: Sendable {
    /// The answer.
    public let value: Value
    /// The body as received: unknown members and every digit included. It may hold personal data, and is not printed.
    public let rawText: String
    /// Status and headers.
    public let response: ResponseInfo

    /// A member of the answer.
    public subscript<Member>(dynamicMember member: KeyPath<Value, Member>) -> Member { value[keyPath: member] }

    /// ``rawText``, parsed anew each time.
    public var raw: JSONValue {
        get throws { try JSONValue(parsing: rawText) }
    }
}

extension Reply: Equatable where Value: Equatable {
    /// Whether both have the same value.
    public static func == (one: Reply, other: Reply) -> Bool { one.value == other.value }
}

extension Reply: Hashable where Value: Hashable {
    /// Feeds the value.
    public func hash(into hasher: inout Hasher) { hasher.combine(value) }
}

extension Reply: CustomStringConvertible, CustomReflectable {
    /// The value.
    public var description: String { "\(value)" }

    /// The value's.
    public var customMirror: Mirror { Mirror(reflecting: value) }
}

/// An answer's HTTP side.
public struct ResponseInfo: Sendable {
    /// The HTTP status.
    public let httpStatus: Int
    /// The headers.
    public let headers: [HttpHeader]
    /// The gateway's id of the request, when it sends one; quote it to the gateway's support.
    public let requestId: String?
    /// How many tries came before the one that brought this answer.
    public let retries: Int
    /// What became of the call's idempotency key, in UnivaPay's words: `successfully_stored`, `retrieved_idempotent_response`
    /// and so on; `nil` if it said nothing.
    public let idempotencyStatus: String?
    /// Whether that key did not protect: the same call with the same key would be carried out again.
    public let isUnprotected: Bool

    /// The first header called `name`, in any case.
    public func header(_ name: String) -> String? {
        headers.first { $0.name.lowercased() == name.lowercased() }?.value
    }
}

extension Reply where Value: WireValue {
    init(_ answer: NativeAnswer) throws {
        do {
            value = try Value(wire: JSONValue(parsing: answer.value))
        } catch let error as KaikeiError {
            throw error.about(answer)
        } catch {
            throw KaikeiError.unreadable("\(Value.self)").about(answer)
        }
        rawText = answer.raw
        response = ResponseInfo(
            httpStatus: Int(answer.httpStatus), headers: answer.headers.map { HttpHeader($0.name, $0.value) },
            requestId: answer.requestId, retries: Int(answer.retries), idempotencyStatus: answer.idempotencyStatus,
            isUnprotected: answer.isUnprotected)
    }
}
