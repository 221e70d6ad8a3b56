import Foundation
import Kaikei

/// A clock for tests: it moves on only when a client waits or the test moves it, so that waiting takes no time.
public final class TestClock: KaikeiClock, @unchecked Sendable {
    private let lock = NSLock()
    private var time: Date
    private var waited: [TimeInterval] = []

    /// A clock that stands at `start`.
    public init(_ start: Date = Date(timeIntervalSince1970: 0)) { time = start }

    /// The time.
    public func now() -> Date { lock.withLock { time } }

    /// Every wait of a client so far, in seconds.
    public var waits: [TimeInterval] { lock.withLock { waited } }

    /// Moves the clock on, by seconds.
    public func advance(seconds: TimeInterval) { lock.withLock { time += seconds } }

    /// Notes the wait, moves on, and returns at once.
    public func sleep(seconds: TimeInterval) async throws {
        try Task.checkCancellation()
        lock.withLock {
            waited.append(seconds)
            time += seconds
        }
    }
}
