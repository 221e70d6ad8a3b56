import Foundation
internal import KaikeiNative

/// What a client is inside: the engine's half, and what drives it.
final class Core: Sendable {
    let native: NativeClient
    let driver: Driver

    init(_ native: NativeClient, _ driver: Driver) { (self.native, self.driver) = (native, driver) }

    convenience init(gateway: String, settings: [(String, (any WireOut)?)], options: ClientOptions) throws {
        let data = settingsData(settings + (try options.settings()))
        let client = try Kaikei.native { try NativeClient(gateway: gateway, settings: data) }
        let transport = options.transport ?? URLSessionTransport()
        self.init(client, Driver(transport: transport, clock: options.clock, gate: Gate(), session: nil))
    }

    var clock: any KaikeiClock { driver.clock }

    /// Makes a call.
    func call<Parameters: WireInput, Value: WireValue & Sendable>(
        _ operation: OperationInfo, _ parameters: Parameters, _ options: some AnyCallOptions
    ) async throws -> Reply<Value> {
        let path = { operation.path($0, in: parameters) }
        let wire = parameters.wire
        guard !wire.isDeeper(than: 100) else { throw KaikeiError.invalid("parameters", "are nested too deeply") }
        let (data, given) = (Data(wire.text.utf8), settingsData(try options.settings()))
        let exchange = try Kaikei.native(path: path) {
            try native.call(name: operation.name, parameters: data, options: given)
        }
        guard case .done(let answer) = try await driver.run(exchange, path: path) else {
            throw KaikeiError(.internal, "a call ended with something else")
        }
        return try Reply(answer)
    }
}
