import Foundation

/// What can be written as JSON for the engine.
protocol WireOut {
    var wire: JSONValue { get }
    /// The same without secrets, for everything that is not the engine.
    var masked: JSONValue { get }
}

extension WireOut {
    var masked: JSONValue { wire }
}

/// What can be read from the engine's JSON as well.
protocol WireValue: WireOut {
    init(wire: JSONValue) throws
}

/// Something with fields that is sent.
protocol WireInput: WireOut {
    /// By their names on the wire; nothing is sent for `nil`.
    var members: [(String, (any WireOut)?)] { get }
    /// The fields that hold free JSON: the names in them are the caller's own.
    static var freeJSON: Set<String> { get }
}

extension WireInput {
    static var freeJSON: Set<String> { [] }

    var wire: JSONValue { .object(JSONObject(members.compactMap { name, value in value.map { (name, $0.wire) } })) }
}

/// Something with fields that is received.
protocol WireModel: WireInput, WireValue {}

extension WireInput where Self: WireValue {
    var masked: JSONValue { .object(JSONObject(members.compactMap { name, value in value.map { (name, $0.masked) } })) }
}

/// A choice between models, of which a field beside it says which.
protocol WireVariant: WireOut {
    init(wire: JSONValue, tag: String?) throws
}

/// What a call without parameters sends.
struct NoParameters: WireInput {
    var members: [(String, (any WireOut)?)] { [] }
}

/// The members of an object on their way in. `null` and absent are the same.
struct Members {
    private let object: JSONObject
    private let model: String

    init(_ wire: JSONValue, of model: String) throws {
        guard let object = wire.object else { throw KaikeiError.unreadable(model) }
        self.object = object
        self.model = model
    }

    func read<Value: WireValue>(_ name: String) throws -> Value {
        guard let value: Value = try read(name) else { throw unreadable(name) }
        return value
    }

    func read<Value: WireValue>(_ name: String) throws -> Value? {
        guard let value = object[name], value != .null else { return nil }
        do {
            return try Value(wire: value)
        } catch is WireProblem {
            throw unreadable(name)
        }
    }

    func read<Value: WireVariant>(_ name: String, beside tag: String) throws -> Value? {
        guard let value = object[name], value != .null else { return nil }
        return try Value(wire: value, tag: object[tag]?.string)
    }

    private func unreadable(_ name: String) -> KaikeiError { .unreadable("\(model).\(camel(name))") }
}

/// A JSON value that is not of the type that a field has.
struct WireProblem: Error {}

extension Optional where Wrapped == JSONValue {
    func orProblem() throws -> JSONValue {
        guard let self else { throw WireProblem() }
        return self
    }
}
