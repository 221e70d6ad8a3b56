import Foundation

@testable import Kaikei

#if canImport(Glibc)
    import Glibc
#endif

/// What the server does with a request.
enum Reaction: Sendable {
    /// Answers with these bytes and keeps the connection.
    case answer(String)
    /// Sends these bytes and neither answers more nor closes.
    case stall(String)
    /// Sends these bytes and closes.
    case cut(String)
    /// Closes without an answer.
    case close
}

/// An HTTP server on a free port of this machine: one thread that accepts, one a connection.
final class LoopbackServer: Sendable {
    let url: String
    /// A client has closed a connection, or it broke.
    let closed = Signal()
    private let descriptor: Int32
    private let requests = Locked<[String]>([])
    private let react: @Sendable (_ number: Int, _ head: String) -> Reaction

    /// The heads of all requests that arrived.
    var heads: [String] { requests.with { $0 } }

    init(_ react: @escaping @Sendable (_ number: Int, _ head: String) -> Reaction) throws {
        self.react = react
        #if canImport(Glibc)
            let stream = Int32(SOCK_STREAM.rawValue)
        #else
            let stream = SOCK_STREAM
        #endif
        let listener = socket(AF_INET, stream, 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                precondition(bind(listener, $0, length) == 0)
                // 5 is too few for 200 calls at once.
                precondition(listen(listener, 1024) == 0)
                precondition(getsockname(listener, $0, &length) == 0)
            }
        }
        descriptor = listener
        url = "http://127.0.0.1:\(UInt16(bigEndian: address.sin_port))"
        Thread.detachNewThread { [self] in
            while true {
                let connection = accept(listener, nil, nil)
                if connection < 0 { return }
                Thread.detachNewThread { self.serve(connection) }
            }
        }
    }

    func stop() {
        _ = shutdown(descriptor, Int32(SHUT_RDWR))
        _ = Foundation.close(descriptor)
    }

    private func serve(_ connection: Int32) {
        defer { _ = Foundation.close(connection) }
        var received: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4096)
        while true {
            let count = read(connection, &buffer, buffer.count)
            if count <= 0 {
                closed.fire()
                return
            }
            received += buffer[..<count]
            guard let head = wholeRequest(received) else { continue }
            received = []
            let number = requests.with { requests -> Int in
                requests.append(head)
                return requests.count
            }
            switch react(number, head) {
            case .answer(let text), .stall(let text): write(text, to: connection)
            case .cut(let text):
                write(text, to: connection)
                return
            case .close: return
            }
        }
    }

    private func write(_ text: String, to connection: Int32) {
        _ = text.utf8CString.withUnsafeBytes { send(connection, $0.baseAddress, $0.count - 1, Int32(MSG_NOSIGNAL)) }
    }

    private func wholeRequest(_ bytes: [UInt8]) -> String? {
        let text = String(decoding: bytes, as: UTF8.self)
        guard let end = text.range(of: "\r\n\r\n") else { return nil }
        let head = String(text[..<end.lowerBound])
        let length = head.lowercased().range(of: "content-length: ").flatMap {
            Int(head[$0.upperBound...].prefix { $0.isNumber })
        }
        return text[end.upperBound...].utf8.count >= length ?? 0 ? head : nil
    }
}

func http(_ body: String, status: String = "200 OK", headers: String = "") -> String {
    "HTTP/1.1 \(status)\r\nContent-Type: application/json\r\n\(headers)Content-Length: \(body.utf8.count)\r\n\r\n\(body)"
}
