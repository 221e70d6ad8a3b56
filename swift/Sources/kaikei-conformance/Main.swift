import Foundation
import Kaikei

/// The runner of the conformance cases: tests/conformance/README.md.
@main
struct Main {
    static func main() async {
        let runner = Runner()
        // Lines are read on a thread of its own: waiting for them must not hold up the tasks.
        let lines = AsyncStream<String> { lines in
            Thread.detachNewThread {
                while let line = readLine() { lines.yield(line) }
                lines.finish()
            }
        }
        for await line in lines where !line.allSatisfy(\.isWhitespace) {
            guard let request = try? JSONValue(parsing: line).object else { continue }
            let id = request["id"]?.number?.int ?? 0
            if request["do"] == "call" {
                // Noted before the next line is read, which may cancel it.
                await runner.begin(id) { await runner.answer(request) }
            } else {
                Task { await runner.answer(request) }
            }
        }
    }
}
