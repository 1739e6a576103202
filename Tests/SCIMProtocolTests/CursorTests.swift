import AccessModel
import SCIMProtocol
import Testing
import TokenSigning

@Suite struct CursorTests {
    private let seal: CursorSeal
    private let context: [UInt8]
    private let instant = Timestamp(seconds: 1_800_000_000)

    init() throws {
        seal = Self.makeSeal()
        context = try SearchRequest { ["filter": "active eq true", "sortBy": "title"][$0] }
            .cursorContext(in: "con_1/Users")
    }

    private static func makeSeal() -> CursorSeal {
        let key = SealingKey.random()
        return CursorSeal(
            lifetime: .seconds(3_600),
            sealing: { key.seal($0, context: $1) },
            opening: { key.open($0, context: $1) }
        )
    }

    private func cursor(_ key: SortKey? = .text("m.reyes@x.example"), count: Int? = 10) -> ListCursor {
        ListCursor(key: key, id: "okta|acme|7f3a", count: count, issued: instant)
    }

    private func open(_ text: String, at later: Int64 = 1, count: Int? = 10) throws -> ListCursor {
        try seal.open(text, context: context, count: count, at: instant + .seconds(later))
    }

    @Test(arguments: [
        nil, SortKey.missing, .text("\"é\u{1f}"), .text(""), .boolean(false), .integer(.min), .decimal(3),
        .decimal(1e300),
        .instant(-1, 999_999_999),
    ])
    func `a cursor comes back as it was sealed`(key: SortKey?) throws {
        let text = try #require(seal.seal(cursor(key), context: context))
        #expect(try open(text) == cursor(key))
    }

    @Test func `K-4 a cursor is made of unreserved characters and says nothing`() throws {
        for _ in 0..<50 {
            let text = try #require(seal.seal(cursor(), context: context))
            #expect(text.utf8.allSatisfy { Character(Unicode.Scalar($0)).isLetter || "0123456789-_".utf8.contains($0) })
            #expect(!text.contains("reyes"))
        }
    }

    @Test(arguments: ["x", "AAAA", "====", "é", String(repeating: "A", count: 100), ""])
    func `K-9 an invented cursor is invalidCursor`(text: String) {
        #expect(keyword { try open(text) } == .invalidCursor)
    }

    @Test func `K-9 a changed cursor is invalidCursor, like one of somebody else's`() throws {
        let text = try #require(seal.seal(cursor(), context: context))
        for index in text.indices {
            let other = text[index] == "A" ? "B" : "A"
            #expect(keyword { try open(text.replacingCharacters(at: index, with: other)) } == .invalidCursor)
        }
        let foreign = try #require(Self.makeSeal().seal(cursor(), context: context))
        #expect(keyword { try open(foreign) } == .invalidCursor)
    }

    @Test(arguments: [
        ["filter": "active eq false", "sortBy": "title"], ["filter": "active eq true", "sortBy": "userName"],
        ["filter": "active eq true"], ["filter": "active eq true", "sortBy": "title", "sortOrder": "descending"],
    ])
    func `K-1 a cursor goes with the same parameters only`(parameters: [String: String]) throws {
        let other = try SearchRequest { parameters[$0] }.cursorContext(in: "con_1/Users")
        let text = try #require(seal.seal(cursor(), context: other))
        #expect(keyword { try open(text) } == .invalidCursor)
    }

    @Test func `K-9 a cursor of another connection is invalidCursor`() throws {
        let other = try SearchRequest { ["filter": "active eq true", "sortBy": "title"][$0] }
            .cursorContext(in: "con_2/Users")
        let text = try #require(seal.seal(cursor(), context: other))
        #expect(keyword { try open(text) } == .invalidCursor)
    }

    @Test func `K-5 a cursor expires, and its count stays`() throws {
        let text = try #require(seal.seal(cursor(), context: context))
        #expect(throws: Never.self) { try open(text, at: 3_600) }
        #expect(keyword { try open(text, at: 3_601) } == .expiredCursor)
        #expect(keyword { try open(text, count: 11) } == .invalidCount)
        #expect(keyword { try open(text, count: nil) } == .invalidCount)
    }

    @Test func `K-2 K-6 a page by cursor names the next one, has no index, and may leave out the total`() {
        let page = ListResponse(totalResults: 7, startIndex: nil, nextCursor: "abc", resources: [["id": "a"]])
        #expect(page.representation["nextCursor"] == "abc")
        #expect(page.representation["startIndex"] == nil)
        #expect(page.representation["itemsPerPage"] == 1)
        let last = ListResponse(totalResults: nil, startIndex: nil, resources: [])
        #expect(last.representation["nextCursor"] == nil)
        #expect(last.representation["totalResults"] == nil)
    }
}

extension String {
    fileprivate func replacingCharacters(at index: Index, with text: String) -> String {
        String(self[..<index]) + text + self[self.index(after: index)...]
    }
}
