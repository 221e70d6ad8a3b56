import Foundation
internal import KaikeiNative

extension UnivaPay {
    /// Verifies webhooks of UnivaPay. Make it once, use it often, from any task. The tokens are never printed.
    ///
    /// The gateway signs nothing: it proves itself by the `authToken` that the webhook was created with. So create every
    /// webhook with a long random one.
    ///
    /// Answer within 3 seconds, and with ``taken`` or ``notNow`` only. The gateway switches a webhook off for good when it is
    /// answered with 3xx, 4xx, 500, 501 or 502. So verify the event, put it into a queue or table of your own, answer, and do
    /// the rest afterwards. A webhook that was switched off is made `active` again by `webhooks.update`.
    public struct WebhookVerifier: Sendable {
        /// The HTTP status when an event was taken, also one that repeats another or means nothing to you.
        public static let taken = 200
        /// The HTTP status when an event was not taken: it did not verify, or your queue is down. The webhook stays active.
        public static let notNow = 503

        private let authTokens: [Secret]

        /// A verifier with the only token.
        public init(authToken: Secret) throws { try self.init(authTokens: [authToken]) }

        /// A verifier with every token in use, while one is being rotated. `Bearer` may stand before each.
        ///
        /// - Throws: ``KaikeiError`` of kind `configuration` if there is none, or one is empty.
        public init(authTokens: [Secret]) throws {
            self.authTokens = authTokens
            do {
                _ = try verify(body: Data(), headers: [HttpHeader]())
            } catch let error as KaikeiError where error.kind == .webhook {
                // What is wrong with the tokens would have shown first.
            }
        }

        /// Verifies a webhook from its **raw** body and all of its request's headers.
        ///
        /// - Throws: ``KaikeiError`` of kind `webhook` whose `code` is the reason. Answer it with ``notNow``, never with 401 or
        ///   403: if a wrong token is configured here, that would switch the webhook off.
        public func verify(body: Data, headers: [HttpHeader]) throws -> Event {
            let headers = headers.map { NativeHeader(name: $0.name, value: $0.value) }
            let tokens = authTokens.map { $0.expose() }
            let text = try native { try verifyEvent(tokens: tokens, headers: headers, body: body) }
            return try Event(JSONValue(parsing: text), raw: String(decoding: body, as: UTF8.self))
        }

        /// The same, with headers by their names.
        public func verify(body: Data, headers: [String: String]) throws -> Event {
            try verify(body: body, headers: headers.map { HttpHeader($0.key, $0.value) })
        }
    }

    /// An event that was verified: only a ``WebhookVerifier`` makes one.
    public struct Event: Sendable {
        /// The delivery's id; `nil` in the older form `{"event", "data"}`.
        public let id: String?
        /// What happened.
        public let event: EventType
        /// The event's name as sent: some events are spelled in two ways.
        public let name: String
        /// When the event was created; `nil` in the older form.
        public let createdOn: Date?
        /// What ``data`` is: `charge`, `token` and so on; `other` of what this version does not know.
        public let dataType: String
        /// What the event is about, as it was then. Events may overtake each other: read it anew if its state matters.
        public let data: EventData
        /// What to recognise a repeated delivery by: the ``id``, or `sha256:` and a hash of the event's name and data. Keep it
        /// in the same transaction as what you do about the event. Events of the older form that say the same cannot be told
        /// apart.
        public let dedupeKey: String
        /// Everything the gateway sent. It may hold personal data, and is not printed.
        public let raw: String

        init(_ wire: JSONValue, raw: String) throws {
            let members = try Members(wire, of: "Event")
            id = try members.read("id")
            event = try members.read("event")
            name = try members.read("name")
            createdOn = try members.read("created_on")
            dataType = try members.read("data_type")
            data = try EventData(wire: wire["data"] ?? .null, tag: dataType)
            dedupeKey = try members.read("dedupe_key")
            self.raw = raw
        }
    }

    /// A webhook to send to your own server in a test.
    public struct TestWebhook: Sendable {
        /// Its headers. The token is in them.
        public let headers: [HttpHeader]
        /// Its body.
        public let body: Data
    }

    /// Makes the webhook that the gateway would send, for tests. Without `id` and `createdOn` it has the older form.
    ///
    /// - Parameters:
    ///   - event: What happened.
    ///   - data: What the event is about, as JSON.
    ///   - authToken: The token that the webhook was created with.
    ///   - id: The delivery's id.
    ///   - createdOn: When the event was created.
    /// - Throws: ``KaikeiError`` of kind `invalidRequest`; `field` names the part that is wrong.
    public static func testWebhook(
        _ event: EventType, data: String, authToken: Secret, id: String? = nil, createdOn: Date? = nil
    ) throws -> TestWebhook {
        let body = try native {
            try KaikeiNative.testWebhook(
                token: authToken.expose(), event: event.rawValue, data: data, id: id, createdOn: createdOn?.iso8601)
        }
        let headers = [
            HttpHeader("Content-Type", "application/json"), HttpHeader("Authorization", authToken.expose()),
        ]
        return TestWebhook(headers: headers, body: Data(body.utf8))
    }
}

extension UnivaPay.WebhookVerifier: CustomStringConvertible, CustomReflectable {
    /// The name.
    public var description: String { "WebhookVerifier" }
    /// Nothing.
    public var customMirror: Mirror { Mirror(self, children: []) }
}

extension UnivaPay.Event: CustomStringConvertible, CustomReflectable {
    /// The name and the key.
    public var description: String { "Event(\(name), \(dedupeKey))" }
    /// The name and the key.
    public var customMirror: Mirror { Mirror(self, children: ["name": name, "dedupeKey": dedupeKey]) }
}

extension UnivaPay.TestWebhook: CustomStringConvertible, CustomReflectable {
    /// The name.
    public var description: String { "TestWebhook" }
    /// Nothing.
    public var customMirror: Mirror { Mirror(self, children: []) }
}
