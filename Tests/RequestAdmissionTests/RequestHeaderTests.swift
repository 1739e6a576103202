import AccessModel
import HTTPTypes
import RequestAdmission
import Testing

extension HTTPFields {
    func value(_ name: String) -> String? { HTTPField.Name(name).flatMap { self[$0] } }
}

@Suite struct `The headers of a request` {
    @Test(arguments: ["a", "7f0c-4b1e", String(repeating: "x", count: 128)])
    func `name it where they do so in visible characters`(name: String) throws {
        let headers: HTTPFields = [try #require(.init("X-Request-ID")): name]
        #expect(RequestID(of: headers).description == name)
    }

    @Test(arguments: ["", "a b", "é", String(repeating: "x", count: 129)])
    func `do not name it otherwise, and it has a name of its own`(name: String) throws {
        let headers: HTTPFields = [try #require(.init("X-Request-ID")): name]
        let id = RequestID(of: headers)
        #expect(id.description != name && id.description.count == 32)
        #expect(RequestID(of: headers) != id)
        var answer = HTTPFields()
        id.write(to: &answer)
        #expect(answer.value("X-Request-ID") == id.description)
    }

    @Test(arguments: [
        ("Bearer abc", AuthorizationHeader.Scheme.bearer), ("bearer  abc", .bearer), ("BASIC abc", .basic),
    ])
    func `carry credentials of a scheme that is known`(value: String, scheme: AuthorizationHeader.Scheme) throws {
        let header = try #require(AuthorizationHeader(value))
        #expect(header.scheme == scheme)
        #expect(header.credentials == "abc")
    }

    @Test(arguments: [nil, "", "Bearer", "Bearer a b", "Digest abc", "abc", "Bearer a, Bearer b"])
    func `carry none otherwise`(value: String?) {
        #expect(AuthorizationHeader(value) == nil)
    }
}
