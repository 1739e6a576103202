import AccessModel
import SCIMProtocol
import Testing

@testable import Provisioning

@Suite struct `The path of a SCIM request` {
    private func path(_ suffix: String) -> ProvisioningPath? {
        ProvisioningTarget(path: "/scim/v2/connections/con_1\(suffix)", in: .standard)?.path
    }

    @Test func `names a collection in any case, with or without a slash at its end`() {
        for spelling in ["/Users", "/users", "/USERS", "/Users/"] { #expect(path(spelling) == .collection(.user)) }
        for spelling in ["/Groups", "/groups", "/groups/"] { #expect(path(spelling) == .collection(.group)) }
    }

    @Test func `names a resource by its decoded id`() {
        #expect(path("/Users/okta%7Cacme%7Cm.reyes") == .resource(.user, id: "okta|acme|m.reyes"))
        #expect(path("/Users/okta|acme|m.reyes/") == .resource(.user, id: "okta|acme|m.reyes"))
        #expect(path("/Users/okta%7Cacme%7Ca%2Fb") == .resource(.user, id: "okta|acme|a/b"))
        #expect(path("/Users/okta%7Cacme%7Ca+b") == .resource(.user, id: "okta|acme|a+b"))
        #expect(path("/Users/%E2%82%AC") == .resource(.user, id: "€"))
    }

    @Test(arguments: ["/Users/%zz", "/Users/%ff", "/Users/%", "/Users/a/b", "/Devices", "/Bulk/x"])
    func `names nothing where it is malformed or unknown`(suffix: String) {
        #expect(path(suffix) == nil)
    }

    @Test func `names what is served as a whole, and where lists and bulk requests are sent`() {
        for spelling in ["", "/"] { #expect(path(spelling) == .root) }
        #expect(path("/.search") == .search(nil))
        #expect(path("/users/.search/") == .search(.user))
        #expect(path("/Groups/.search") == .search(.group))
        #expect(path("/bulk") == .bulk)
        #expect(path("/Me") == .me && path("/Me/x") == .me)
    }

    @Test func `names discovery by the old spelling too`() {
        #expect(path("/ServiceProviderConfig") == .serviceProviderConfiguration)
        #expect(path("/ServiceProviderConfigs") == .serviceProviderConfiguration)
        #expect(path("/Schemas/urn:a:b:User") == .schema("urn:a:b:User"))
    }

    @Test func `keeps persons out of its template`() {
        #expect(path("/Users/okta%7Cacme%7Cm.reyes")?.template == "/Users/{id}")
    }
}

@Suite struct `The query of a SCIM request` {
    @Test func `takes a plus as a space and an escaped plus as itself`() {
        let query = QueryParameters("filter=userName+eq+%22a%2Bb@x.example%22&startIndex=1")
        #expect(query["filter"] == #"userName eq "a+b@x.example""#)
        #expect(QueryParameters("filter=userName%20eq%20%22a%22")["filter"] == #"userName eq "a""#)
    }

    @Test func `finds names without case, the first of several, and what is there without a value`() {
        let query = QueryParameters("STARTINDEX=2&startIndex=3&count=&&aadOptscim062020&=x")
        #expect(query["startIndex"] == "2")
        #expect(query["count"] == "")
        #expect(query["aadOptscim062020"] == "")
        #expect(query["cursor"] == nil)
        #expect(QueryParameters(nil)["filter"] == nil)
    }

    @Test func `keeps an equals sign inside a value, and an escape that is malformed`() {
        #expect(QueryParameters("filter=a=b")["filter"] == "a=b")
        #expect(QueryParameters("filter=%zz")["filter"] == "%zz")
    }
}

@Suite struct `A segment of a location` {
    @Test(arguments: ["okta|acme|m.reyes", "a/b", "a b", "%", "+", "ü€", "a?b#c"])
    func `comes back as it was`(text: String) {
        let encoded = PercentEncoding.encodeSegment(text)
        #expect(encoded.utf8.allSatisfy { !Array("/|?# +".utf8).contains($0) })
        #expect(PercentEncoding.decodeSegment(encoded) == text)
    }
}
