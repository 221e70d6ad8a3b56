/// Parameters as JSON.
private struct FreeParameters: WireInput {
    let object: JSONObject

    var members: [(String, (any WireOut)?)] { object.members.map { ($0.name, $0.value) } }
    var wire: JSONValue { .object(object) }
}

extension ItoJapan {
    /// Any call by its name, with its parameters as the gateway names them and its answer as JSON: for values that the types
    /// cannot hold. `call("ito.payments.check_validity", ["payment_id": "…"])`
    ///
    /// - Throws: ``KaikeiError``, or `CancellationError` when the task is cancelled.
    public func call(
        _ operation: String, _ parameters: JSONObject = [:], options: KeyedCallOptions = .init()
    ) async throws -> Reply<JSONValue> {
        try await core.call(OperationInfo(name: operation), FreeParameters(object: parameters), options)
    }
}

extension UnivaPay {
    /// Any call by its name, with its parameters as the gateway names them and its answer as JSON: for values that the types
    /// cannot hold. `call("univapay.tokens.create", […])`
    ///
    /// - Throws: ``KaikeiError``, or `CancellationError` when the task is cancelled.
    public func call(
        _ operation: String, _ parameters: JSONObject = [:], options: KeyedCallOptions = .init()
    ) async throws -> Reply<JSONValue> {
        try await core.call(OperationInfo(name: operation), FreeParameters(object: parameters), options)
    }
}
