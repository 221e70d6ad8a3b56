import Foundation

/// The time, and waiting. Only tests need another clock than ``SystemClock``: see `TestClock` of `KaikeiTesting`.
public protocol KaikeiClock: Sendable {
    /// The time.
    func now() -> Date
    /// Returns after so many seconds, or throws `CancellationError` as soon as the task is cancelled.
    func sleep(seconds: TimeInterval) async throws
}

/// `seconds` as a length of time that can be counted: from 0 to `limit`.
func longest(_ seconds: TimeInterval, _ limit: TimeInterval) -> TimeInterval {
    seconds > 0 ? min(seconds, limit) : 0
}

/// The system's clock.
public struct SystemClock: KaikeiClock {
    /// The system's clock.
    public init() {}

    /// The time.
    public func now() -> Date { Date() }

    /// Sleeps, cancellable.
    public func sleep(seconds: TimeInterval) async throws {
        try await Task.sleep(nanoseconds: UInt64(longest(seconds, 86_400) * 1_000_000_000))
    }
}
