import Foundation

/// Lets one in at a time, across `await`s: however many calls need a token, one fetches it. First come, first served.
final class Gate: Sendable {
    private struct State {
        var held = false
        var waiting: [Race<Hold>] = []
    }
    private let state = Locked(State())

    /// The right to be inside, which ends with ``release()`` or with the last reference.
    final class Hold: Sendable {
        fileprivate let gate: Locked<Gate?>

        fileprivate init(_ gate: Gate) { self.gate = Locked(gate) }

        deinit { release() }

        /// Lets the next one in.
        func release() {
            let gate = gate.with { gate -> Gate? in
                defer { gate = nil }
                return gate
            }
            gate?.next()
        }
    }

    /// Waits to be let in: for `limit` milliseconds, then `nil`.
    func enter(within limit: UInt64) async throws -> Hold? { try await line().enter(within: limit) }

    /// Takes a place at once, to go in later. Whoever takes one must go in.
    func line() -> Place {
        let place = Race<Hold>()
        let free = state.with { state -> Bool in
            if state.held { state.waiting.append(place) }
            defer { state.held = true }
            return !state.held
        }
        if free { place.end(.value(Hold(self))) }
        return Place(race: place)
    }

    /// A place in the line.
    struct Place: Sendable {
        fileprivate let race: Race<Hold>

        /// Waits to be let in: for `limit` milliseconds, then `nil`.
        func enter(within limit: UInt64) async throws -> Hold? {
            switch await race.wait(atMost: limit) {
            case .value(let hold): return hold
            case .limit: return nil
            case .cancelled: throw CancellationError()
            }
        }
    }

    private func next() {
        while true {
            let place = state.with { state -> Race<Hold>? in
                guard state.waiting.isEmpty else { return state.waiting.removeFirst() }
                state.held = false
                return nil
            }
            guard let place else { return }
            let hold = Hold(self)
            if place.end(.value(hold)) { return }
            // Who stood here has left.
            hold.abandon()
        }
    }
}

extension Gate.Hold {
    /// Gives up a right that nobody took, without letting anybody in.
    fileprivate func abandon() { gate.with { $0 = nil } }
}
