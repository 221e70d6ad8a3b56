import Foundation

extension UnivaPay {
    /// A list that has not been read yet: nothing is sent before ``page()`` or a loop.
    ///
    /// A loop (`for try await`) sends a call for each page when it gets there, and keeps one page at a time; each loop begins
    /// anew. Without `limit` it asks for 100 items at once. It throws what a call throws, and ``KaikeiError`` of kind
    /// `invalidResponse` if the gateway's pages lead in a circle.
    public struct Listing<Item: Sendable>: AsyncSequence, Sendable {
        /// What a loop brings.
        public typealias Element = Item
        typealias Read = @Sendable (_ cursor: String?, _ limit: Int?) async throws -> Reply<Page<Item>>

        /// Where the caller wants it to begin.
        let cursor: String?
        /// For loops, unless the caller gave a limit.
        let limit: Int?
        /// Reads a page with the caller's parameters, apart from those that are given here.
        let read: Read

        /// Reads one page: the first, or the one that begins at `cursor`.
        ///
        /// - Throws: ``KaikeiError``, or `CancellationError` when the task is cancelled.
        public func page() async throws -> Reply<Page<Item>> { try await read(nil, nil) }

        /// A loop of its own.
        public func makeAsyncIterator() -> Iterator { Iterator(of: self) }

        /// A loop over the list.
        public struct Iterator: AsyncIteratorProtocol {
            private let listing: Listing
            private var walk: Walk?
            private var items: ArraySlice<Item> = []

            init(of listing: Listing) {
                self.listing = listing
                walk = Walk(from: listing.cursor)
            }

            /// The next item, of the next page if this one is over; `nil` after the last one, and after an error.
            public mutating func next() async throws -> Item? {
                while items.isEmpty, var walk {
                    self.walk = nil
                    let page = try await listing.read(walk.cursor, listing.limit)
                    if try walk.turn(page) { self.walk = walk }
                    items = page.items[...]
                }
                return items.popFirst()
            }
        }
    }

    /// One page of a list.
    public struct Page<Item: Sendable>: Sendable {
        /// What the page holds.
        public let items: [Item]
        /// Whether there is another page.
        public let hasMore: Bool
        /// How many items all pages hold; the gateway says it for some lists, on the first page only.
        public let totalHits: Int?
        /// The `cursor` of the next page; `nil` if this is the last one.
        public let nextCursor: String?

        private enum CodingKeys: String, CodingKey {
            case items
            case hasMore = "has_more"
            case totalHits = "total_hits"
            case nextCursor = "next_cursor"
        }
    }
}

extension UnivaPay.Page: Equatable where Item: Equatable {}
extension UnivaPay.Page: Hashable where Item: Hashable {}
extension UnivaPay.Page: Encodable where Item: Encodable {}
extension UnivaPay.Page: Decodable where Item: Decodable {}

extension UnivaPay.Page: WireOut, WireInput, WireValue where Item: WireValue {
    init(wire: JSONValue) throws {
        let members = try Members(wire, of: "Page")
        items = try members.read("items")
        hasMore = try members.read("has_more")
        totalHits = try members.read("total_hits")
        nextCursor = try members.read("next_cursor")
    }
    var members: [(String, (any WireOut)?)] {
        [("items", items), ("has_more", hasMore), ("total_hits", totalHits), ("next_cursor", nextCursor)]
    }
}

extension UnivaPay.Listing: CustomStringConvertible, CustomReflectable {
    /// The name.
    public var description: String { "Listing" }
    /// Nothing.
    public var customMirror: Mirror { Mirror(self, children: []) }
}

extension Core {
    /// Sends nothing yet.
    func list<Parameters: WireInput & Sendable, Item: WireValue & Sendable>(
        _ operation: OperationInfo, _ parameters: Parameters, _ options: CallOptions
    ) -> UnivaPay.Listing<Item> {
        let given = parameters.wire.object
        let limit = given?["limit"] == nil ? 100 : nil
        return UnivaPay.Listing(cursor: given?["cursor"]?.string, limit: limit) { cursor, limit in
            try await self.call(operation, PageOf(given: parameters, cursor: cursor, limit: limit), options)
        }
    }
}

/// The parameters of one page's call.
private struct PageOf<Parameters: WireInput>: WireInput {
    let given: Parameters
    let cursor: String?
    let limit: Int?

    static var freeJSON: Set<String> { Parameters.freeJSON }
    var members: [(String, (any WireOut)?)] {
        given.members.map { name, value in
            switch name {
            case "cursor": (name, cursor ?? value)
            case "limit": (name, limit ?? value)
            default: (name, value)
            }
        }
    }
}

/// From one page to the next. A cursor that came before is noticed however many came since, with two of them kept: Brent's
/// algorithm.
private struct Walk: Sendable {
    private(set) var cursor: String?
    private var landmark: String?
    private var (steps, until) = (0, 1)

    init(from cursor: String?) { (self.cursor, landmark) = (cursor, cursor) }

    /// Goes to the page after this one; `false` if there is none.
    mutating func turn<Item>(_ page: Reply<UnivaPay.Page<Item>>) throws -> Bool {
        guard let next = page.nextCursor else {
            if page.hasMore { throw broken(page, "the list goes on, and does not say where") }
            return false
        }
        if next == cursor || next == landmark {
            throw broken(page, "the cursor of the next page came before: the list would never end")
        }
        steps += 1
        if steps == until { (landmark, steps, until) = (next, 0, until * 2) }
        cursor = next
        return true
    }
}

private func broken<Item>(_ page: Reply<UnivaPay.Page<Item>>, _ message: String) -> KaikeiError {
    KaikeiError(
        kind: .invalidResponse, code: nil,
        message: message, field: "nextCursor",
        httpStatus: page.response.httpStatus, apiCode: nil, requestId: page.response.requestId, retryAfter: nil,
        sent: .yes, reference: nil, raw: page.rawText)
}
