import AccessModel
import DirectoryStorage
import HTTPTypes
import StrictJSON
import Testing

@testable import Administration

@Suite struct `A request of the management API` {
    @Test func `is refused with what it says that is not declared`() async throws {
        try await TestAPI.run { api in
            let query = try await api.ask(.get, "connections/con_1/scim-configuration/tokens?conection=con_1")
            #expect(query.status == .badRequest)
            #expect(query.text("errorCode") == "invalid_query_string")
            let body = try await api.ask(.post, "connections/con_1/scim-configuration/tokens", ["scope": ["get:users"]])
            #expect(body.text("errorCode") == "invalid_body")
            #expect(body.text("message") == "Payload validation error: 'Additional properties not allowed: scope'")
        }
    }

    @Test func `has pages no longer than the longest, and by number no further than the first thousand`() throws {
        func page(_ text: String) throws -> PageRequest {
            try PageRequest(QueryValues(text, declared: PagingStyle.either.parameters), style: .either)
        }
        #expect(try page("take=5000") == .checkpoint(from: nil, size: 100))
        #expect(try page("page=19&per_page=50") == .offset(page: 19, size: 50, totals: false))
        #expect(throws: ManagementError.self) { try page("page=20&per_page=50") }
    }

    @Test func `shows the properties that it asks for, or leaves them out`() async throws {
        try await TestAPI.run { api in
            try await api.seed()
            for (query, names) in [
                ("fields=id,name", ["id", "name"]),
                (
                    "fields=id,name&include_fields=false",
                    ["connection_id", "created_at", "external_id", "origin", "tenant_name", "updated_at"]
                ),
            ] {
                let answer = try await api.ask(.get, "groups?\(query)")
                guard case .object(let group)? = answer[0] else { throw ManagementError.unknownGroup }
                #expect(group.members.map(\.name).sorted() == names)
            }
        }
    }

    @Test func `is refused with the first property that does not fit`() async throws {
        try await TestAPI.run { api in
            let path = "connections/con_1/scim-configuration/tokens"
            let short = try await api.ask(.post, path, ["token_lifetime": 10])
            #expect(
                short.text("message")
                    == "Payload validation error: 'Value 10 is less than minimum 900' on property token_lifetime"
            )
            let unknown = try await api.ask(.post, path, ["scopes": ["get:users", "eat:users"]])
            #expect(unknown.text("message")?.hasSuffix("on property scopes[1]") == true)
            let other = try await api.ask(.post, path, ["scopes": "get:users"])
            #expect(
                other.text("message")
                    == "Payload validation error: 'Expected type array but found type string' on property scopes"
            )
        }
    }

    @Test func `needs one of the scopes of its operation`() async throws {
        try await TestAPI.run(scopes: ["read:roles"]) { api in
            let answer = try await api.ask(.get, "connections")
            #expect(answer.status == .forbidden)
            #expect(answer.text("errorCode") == "insufficient_scope")
            #expect(answer.text("message") == "Insufficient scope; expected any of: read:connections")
        }
    }

    @Test func `has a body for every refusal, for unknown paths and methods too`() async throws {
        try await TestAPI.run { api in
            let path = try await api.ask(.get, "nothing/here")
            #expect(path.status == .notFound)
            #expect(path["statusCode"] == 404)
            #expect(path.text("error") == "Not Found")
            let method = try await api.ask(.put, "connections/con_1/scim-configuration/tokens")
            #expect(method.status == .methodNotAllowed)
            #expect(method.headers[.allow] == "GET, POST")
        }
    }

    @Test func `is documented by what it is checked against`() async throws {
        try await TestAPI.run { api in
            let document = try await api.ask(.get, "openapi.json")
            let path = "/connections/{id}/scim-configuration/tokens"
            #expect(document.text("paths", path, "post", "operationId") == "create_scim_token")
            #expect(document["components", "schemas", "SCIMToken", "additionalProperties"] == false)
            #expect(document["components", "schemas", "Error", "properties", "errorCode"] != nil)
        }
    }
}
