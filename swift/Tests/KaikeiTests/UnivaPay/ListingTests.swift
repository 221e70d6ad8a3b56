import Foundation
import Testing

@testable import Kaikei

/// Lists, page by page.
@Suite struct ListingTests {
    private func client(_ transport: FakeTransport) throws -> UnivaPay {
        try UnivaPay(.init(jwt: "a.b.c", secret: "s", client: .init(transport: transport)))
    }

    private static func page(_ ids: [String], hasMore: Bool) -> HttpResponse {
        let items = ids.map { #"{"id":"\#($0)"}"# }.joined(separator: ",")
        return json(#"{"items":[\#(items)],"has_more":\#(hasMore),"total_hits":5}"#)
    }

    /// Five charges, two on a page.
    private let five = FakeTransport { request in
        let all = ["a", "b", "c", "d", "e"]
        let rest =
            query("cursor", of: request).flatMap { all.firstIndex(of: $0) }.map { all.dropFirst($0 + 1) } ?? all[...]
        return page(Array(rest.prefix(2)), hasMore: rest.count > 2)
    }

    private func ids(_ listing: UnivaPay.Listing<UnivaPay.Charge>) async throws -> [String] {
        var ids: [String] = []
        for try await charge in listing { ids.append(charge.id) }
        return ids
    }

    @Test func bringsEveryItemAndSendsNothingBefore() async throws {
        let listing = try client(five).charges.list()
        #expect(five.all.isEmpty)
        #expect(try await ids(listing) == ["a", "b", "c", "d", "e"])
        #expect(five.all.map { query("cursor", of: $0) } == [nil, "b", "d"])
        #expect(five.all.allSatisfy { query("limit", of: $0) == "100" })
        // Each loop begins anew, and asks for no page that nobody needs.
        for try await charge in listing {
            #expect(charge.id == "a")
            break
        }
        #expect(five.all.count == 4 && "\(listing)" == "Listing")
    }

    @MainActor @Test func anAppsViewModelCanLoopToo() async throws {
        var seen = 0
        for try await _ in try client(five).charges.list() { seen += 1 }
        #expect(seen == 5)
    }

    @Test func theCallersOwnParametersGoIntoEveryCall() async throws {
        let listing = try client(five).charges.list(.init(currency: "USD", cursor: "b", limit: 2))
        #expect(try await ids(listing) == ["c", "d", "e"])
        #expect(five.all.map { query("cursor", of: $0) } == ["b", "d"])
        #expect(five.all.allSatisfy { query("limit", of: $0) == "2" && query("currency", of: $0) == "USD" })
    }

    @Test func onePage() async throws {
        let page = try await client(five).charges.list(.init(cursor: "b")).page()
        #expect(page.items.map(\.id) == ["c", "d"] && page.hasMore && page.totalHits == 5 && page.nextCursor == "d")
        #expect(page.response.httpStatus == 200)
        #expect(five.all.count == 1 && query("limit", of: five.all[0]) == nil)
        let encoded = try JSONEncoder().encode(page.value)
        #expect(try JSONDecoder().decode(UnivaPay.Page<UnivaPay.Charge>.self, from: encoded) == page.value)
    }

    @Test(arguments: [(0, 1), (0, 3), (2, 3), (5, 7)])
    func pagesInACircleEnd(_ lead: Int, _ length: Int) async throws {
        let at = Locked(0)
        let transport = FakeTransport { _ in
            let place = at.with { at in
                defer { at += 1 }
                return at < lead ? at : lead + (at - lead) % length
            }
            return Self.page(["item-\(place)"], hasMore: true)
        }
        let error = await kaikeiError { _ = try await ids(client(transport).charges.list()) }
        #expect(error?.kind == .invalidResponse && error?.field == "nextCursor" && error?.sent == .yes)
        #expect(transport.all.count < 3 * (lead + length) + 2)
    }

    @Test func aPageThatFailsEndsTheLoop() async throws {
        let transport = FakeTransport { request in
            query("cursor", of: request) == nil ? Self.page(["a"], hasMore: true) : json("{}", status: 500)
        }
        var loop = try client(transport).charges.list(options: .init(maxRetries: 0)).makeAsyncIterator()
        #expect(try await loop.next()?.id == "a")
        #expect(await kaikeiError { _ = try await loop.next() }?.httpStatus == 500)
        #expect(try await loop.next() == nil)
        // The options are those of each call.
        #expect(transport.all.count == 2)
        let wrong = await kaikeiError { _ = try await ids(client(transport).charges.list(.init(limit: 101))) }
        #expect(wrong?.kind == .invalidRequest && wrong?.field == "limit")
        let limit = await kaikeiError {
            _ = try await client(transport).charges.list(options: .init(timeout: 0)).page()
        }
        #expect(limit?.field == "timeout" && transport.all.count == 2)
    }

    @Test func cancellingEndsTheCallUnderWay() async throws {
        let (arrived, ended) = (Signal(), Signal())
        let transport = FakeTransport { request in
            if query("cursor", of: request) == nil { return Self.page(["a"], hasMore: true) }
            arrived.fire()
            defer { ended.fire() }
            try await Task.sleep(nanoseconds: 3_600_000_000_000)
            return json("{}")
        }
        let listing = try client(transport).charges.list()
        let task = Task { for try await _ in listing {} }
        #expect(await arrived.wait())
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
        #expect(await ended.wait())
        #expect(transport.all.count == 2)
    }
}

private func query(_ name: String, of request: HttpRequest) -> String? {
    URLComponents(string: request.url)?.queryItems?.first { $0.name == name }?.value
}
