import Foundation

/// How waiting for something ended.
enum Ending<Value: Sendable>: Sendable {
    case value(Value)
    case limit
    case cancelled
}

/// A result that several may bring and one waits for: the first one counts.
final class Race<Value: Sendable>: Sendable {
    private struct State {
        var ending: Ending<Value>?
        var waiter: CheckedContinuation<Ending<Value>, Never>?
    }
    private let state = Locked(State())

    /// Ends the race. False if it had ended before.
    @discardableResult
    func end(_ ending: Ending<Value>) -> Bool {
        let (won, waiter) = state.with { state -> (Bool, CheckedContinuation<Ending<Value>, Never>?) in
            guard state.ending == nil else { return (false, nil) }
            state.ending = ending
            defer { state.waiter = nil }
            return (true, state.waiter)
        }
        waiter?.resume(returning: ending)
        return won
    }

    /// Waits for the end, which is there at the latest after `limit` milliseconds, or when the task is cancelled.
    func wait(atMost limit: UInt64) async -> Ending<Value> {
        let timer = Task.detached {
            // The engine's longest limit is a day.
            try await Task.sleep(nanoseconds: min(limit, 200_000_000) * 1_000_000)
            self.end(.limit)
        }
        defer { timer.cancel() }
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let ended = state.with { state -> Ending<Value>? in
                    if state.ending == nil { state.waiter = continuation }
                    return state.ending
                }
                if let ended { continuation.resume(returning: ended) }
            }
        } onCancel: {
            self.end(.cancelled)
        }
    }
}

/// Does `work` in a task of its own, which is cancelled with the caller's and at the limit. It is waited for no longer, even
/// if it does not care.
func bounded<Value: Sendable>(
    by limit: UInt64, _ work: @escaping @Sendable () async throws -> Value
) async throws -> Result<Value, any Error>? {
    let race = Race<Result<Value, any Error>>()
    let task = Task { race.end(.value(await result(of: work))) }
    switch await race.wait(atMost: limit) {
    case .value(let result): return result
    case .limit:
        task.cancel()
        return nil
    case .cancelled:
        task.cancel()
        throw CancellationError()
    }
}

/// Does `work` in a task of its own, which goes on when the caller's is cancelled: then the gate is held until it ends, or
/// until the limit, which cancels it, and `abandoned` follows what has ended. Otherwise the gate stays the caller's.
func errand<Value: Sendable>(
    by limit: UInt64, holding hold: Gate.Hold?, abandoned: @escaping @Sendable () async -> Void = {},
    _ work: @escaping @Sendable () async throws -> Value
) async throws -> Result<Value, any Error>? {
    let race = Race<Result<Value, any Error>>()
    let done = Race<Void>()
    let begun = DispatchTime.now().uptimeNanoseconds
    let task = Task.detached {
        race.end(.value(await result(of: work)))
        done.end(.value(()))
    }
    switch await race.wait(atMost: limit) {
    case .value(let result): return result
    case .limit:
        task.cancel()
        return nil
    case .cancelled:
        Task.detached {
            let spent = (DispatchTime.now().uptimeNanoseconds - begun) / 1_000_000
            if case .limit = await done.wait(atMost: limit > spent ? limit - spent : 0) {
                task.cancel()
            } else {
                await abandoned()
            }
            hold?.release()
        }
        throw CancellationError()
    }
}

private func result<Value: Sendable>(of work: @Sendable () async throws -> Value) async -> Result<Value, any Error> {
    do {
        return .success(try await work())
    } catch {
        return .failure(error)
    }
}
