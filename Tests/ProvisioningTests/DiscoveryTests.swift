import AccessModel
import DirectoryStorage
import HTTPTypes
import HummingbirdTesting
import Provisioning
import SCIMProtocol
import Testing

@Suite struct `Discovery` {
    @Test func `D-1 says what the server does and no more`() async throws {
        try await TestServer.run { scim in
            let reply = try await scim.get("/ServiceProviderConfig")
            #expect(reply.status == 200)
            #expect(reply.body["patch"]?["supported"] == true)
            #expect(reply.body["filter"] == ["supported": true, "maxResults": 200])
            for capability in ["sort", "etag"] { #expect(reply.body[capability] == ["supported": true]) }
            #expect(reply.body["bulk"] == ["supported": true, "maxOperations": 1_000, "maxPayloadSize": 1_048_576])
            #expect(reply.body["changePassword"]?["supported"] == false)
            #expect(reply.body["pagination"]?["cursor"] == true && reply.body["pagination"]?["index"] == true)
            #expect(reply.body["pagination"]?["defaultPaginationMethod"] == "index")
            #expect(try await scim.get("/serviceproviderconfigs/?filter=x").body == reply.body)
        }
    }

    @Test func `lists types and schemas that name one another and are found by their names`() async throws {
        try await TestServer.run { scim in
            let types = try await scim.get("/ResourceTypes")
            let schemas = try await scim.get("/Schemas")
            #expect(types.resources.compactMap { $0["endpoint"]?.string } == ["/Users", "/Groups"])
            let ids = Set(schemas.resources.compactMap { $0["id"]?.string })
            #expect(ids.count == 3 && schemas.total == 3)
            for type in types.resources {
                #expect(ids.contains(type["schema"]?.string ?? ""))
                #expect(try await scim.get("/ResourceTypes/\(type["name"]?.string ?? "")").body == type)
            }
            for schema in schemas.resources {
                #expect(try await scim.get("/Schemas/\(schema["id"]?.string ?? "")").body == schema)
                let location = schema["meta"]?["location"]?.string
                #expect(location?.hasSuffix("\(scim.base)/Schemas/\(schema["id"]?.string ?? "")") == true)
            }
        }
    }
}
