import AccessModel
import SCIMProtocol
import Testing

@Suite struct SearchRequestTests {
    private func request(_ parameters: [String: String]) throws -> SearchRequest {
        try SearchRequest { parameters[$0] }
    }

    private func message(_ members: String, profile: Profile = .lenient) throws -> SearchRequest {
        let body = #"{"schemas":["\#(SearchRequest.schema)"]\#(members.isEmpty ? "" : ",")\#(members)}"#
        return try SearchRequest(SCIMValue(json: body), profile: profile)
    }

    @Test func `Q-17 a message asks for the same as query parameters`() throws {
        let parameters = [
            "filter": #"userName eq "a""#, "sortBy": "name.familyName", "sortOrder": "Descending",
            "attributes": "userName,emails.value", "startIndex": "11", "count": "10",
        ]
        let members = #"""
            "filter":"userName eq \"a\"","sortBy":"name.familyName","sortOrder":"Descending",
            "attributes":["userName","emails.value"],"startIndex":11,"count":10
            """#
        let asked = try request(parameters)
        #expect(try message(members) == asked)
        #expect(try message(members, profile: .strict) == asked)
        #expect(asked.start == .index(11))
        #expect(asked.sortOrder == .descending)
        #expect(try asked.order(of: .user)?.attribute == "name.familyName")
        #expect(try asked.filter(of: .user)?.onlyEqualityTerm?.value == "a")
        #expect(try asked.projection(of: .user).includes("emails"))
    }

    @Test func `an empty message and no parameters ask for everything`() throws {
        #expect(try request([:]) == SearchRequest())
        #expect(try message("") == SearchRequest())
        #expect(try request(["filter": "", "sortBy": "", "count": "", "attributes": ""]) == SearchRequest())
        #expect(try message(#""filter":null,"sortBy":"","attributes":[]"#) == SearchRequest())
    }

    @Test func `Q-18 unknown parameters are ignored`() throws {
        #expect(try request(["fields": "x"]) == SearchRequest())
        #expect(try message(#""fields":"x","Filter":"id pr""#).filter == "id pr")
    }

    @Test func `Q-3 startIndex and count have bounds`() throws {
        #expect(try request(["startIndex": "0"]).start == .index(1))
        #expect(try request(["startIndex": "-7"]).start == .index(1))
        #expect(try request(["count": "-1"]).pageSize(default: 100, maximum: 200) == 0)
        #expect(try request(["count": "0"]).pageSize(default: 100, maximum: 200) == 0)
        #expect(try request(["count": "500"]).pageSize(default: 100, maximum: 200) == 200)
        #expect(try request([:]).pageSize(default: 100, maximum: 200) == 100)
    }

    @Test func `K-5 a count that no page has is invalidCount where a cursor pages`() throws {
        #expect(try request(["cursor": "", "count": "200"]).pageSize(default: 100, maximum: 200) == 200)
        for count in ["201", "-1"] {
            #expect(
                keyword { try request(["cursor": "", "count": count]).pageSize(default: 100, maximum: 200) }
                    == .invalidCount
            )
        }
    }

    @Test func `K-1 K-8 an empty cursor asks for the first page`() throws {
        #expect(try request(["cursor": ""]).start == .cursor(""))
        #expect(try message(#""cursor":"""#).start == .cursor(""))
        #expect(try message(#""cursor":null"#).start == .index(1))
        #expect(try request(["cursor": "abc"]).start == .cursor("abc"))
        #expect(keyword { try request(["cursor": "", "startIndex": "1"]) } == .invalidValue)
    }

    @Test(arguments: [["count": "ten"], ["startIndex": "1.5"], ["sortOrder": "up"]])
    func `parameters of another type are refused`(parameters: [String: String]) {
        #expect(keyword { try request(parameters) } == .invalidValue)
    }

    @Test(arguments: [#""count":true"#, #""filter":7"#, #""attributes":[1]"#, #""sortOrder":"up""#, #""count":1.5"#])
    func `members of another type are refused`(members: String) {
        #expect(keyword { try message(members) } == .invalidValue)
    }

    @Test func `2-4-13 a message may lack its schema, unless the profile is strict`() throws {
        #expect(try SearchRequest(["count": "3"]).count == 3)
        #expect(keyword { try SearchRequest(["count": 3], profile: .strict) } == .invalidSyntax)
        #expect(keyword { try message(#""count":"3""#, profile: .strict) } == .invalidValue)
        #expect(keyword { try SearchRequest([]) } == .invalidSyntax)
    }
}
