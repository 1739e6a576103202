import SCIMProtocol
import Testing

@Suite struct DiscoveryTests {
    private func shown(_ config: ServiceProviderConfig) -> SCIMObject {
        config.representation(location: "https://x/ServiceProviderConfig")
    }

    @Test func `D-1 the configuration says what is supported`() {
        let shown = shown(ServiceProviderConfig(maxResults: 200))
        for name in ["patch", "bulk", "filter", "changePassword", "sort", "etag"] {
            #expect(shown[name]?.object?["supported"]?.boolean != nil)
        }
        #expect(shown["filter"]?.object?["maxResults"] == 200)
        let scheme = shown["authenticationSchemes"]?.array?.first?.object
        for name in ["type", "name", "description"] { #expect(scheme?[name]?.string?.isEmpty == false) }
    }

    @Test func `D-1 every switch shows as it is set`() {
        let off = shown(ServiceProviderConfig(maxResults: 200))
        #expect(off["bulk"] == ["supported": false, "maxOperations": 0, "maxPayloadSize": 0])
        #expect(off["sort"] == ["supported": false])
        #expect(off["etag"] == ["supported": false])
        let on = shown(
            ServiceProviderConfig(
                maxResults: 200,
                bulk: BulkLimits(maxOperations: 10, maxPayloadSize: 99),
                supportsSorting: true,
                supportsETags: true,
                documentationURI: "https://x/help"
            )
        )
        #expect(on["bulk"] == ["supported": true, "maxOperations": 10, "maxPayloadSize": 99])
        #expect(on["sort"] == ["supported": true])
        #expect(on["etag"] == ["supported": true])
        #expect(on["documentationUri"] == "https://x/help")
    }

    @Test func `K-7 the configuration says how lists page`() throws {
        let byIndex = ServiceProviderConfig(maxResults: 200)
        #expect(
            shown(byIndex)["pagination"] == [
                "cursor": false, "index": true, "defaultPaginationMethod": "index", "defaultPageSize": 200,
                "maxPageSize": 200,
            ]
        )
        let byCursor = ServiceProviderConfig(maxResults: 200, defaultPageSize: 100, cursorTimeout: .seconds(3_600))
        #expect(
            shown(byCursor)["pagination"] == [
                "cursor": true, "index": true, "defaultPaginationMethod": "index", "defaultPageSize": 100,
                "maxPageSize": 200, "cursorTimeout": 3_600,
            ]
        )
        #expect(try SearchRequest().pageSize(of: byCursor) == 100)
        #expect(try SearchRequest { $0 == "count" ? "500" : nil }.pageSize(of: byCursor) == 200)
    }

    @Test func `D-5 resource types name served schemas, and say truly what is required`() throws {
        var user = ResourceTypeDefinition.user
        user.extensions[0].isRequired = true
        let set = ResourceTypeSet([user, .group])
        for type in set.types {
            let shown = type.representation(location: "https://x/ResourceTypes/\(type.name)")
            #expect(set.schema(shown["schema"]?.string ?? "") == type.schema)
            for item in shown["schemaExtensions"]?.array ?? [] {
                #expect(set.schema(item.object?["schema"]?.string ?? "") != nil)
                #expect(item.object?["required"] == true)
            }
        }
    }

    @Test func `D-2 every schema is listed once, and found by its URN`() {
        var other = ResourceTypeDefinition.user
        other.name = "Contact"
        other.endpoint = "/Contacts"
        let set = ResourceTypeSet([.user, .group, other])
        #expect(set.schemas == [.user, .enterpriseUser, .group])
        #expect(set.schema(SchemaDefinition.group.id.uppercased()) == .group)
        #expect(set.type(at: "/contacts") == other)
        #expect(set.type(at: "Users")?.name == "User")
        #expect(set.type(named: "group") == .group)
        #expect(set.type(at: "/") == nil)
        #expect(set.schema("urn:x") == nil)
    }

    @Test func `T-7 no message is listed among the schemas`() {
        #expect(ResourceTypeSet.standard.schemas.allSatisfy { !$0.id.contains(":api:") })
    }

    @Test(arguments: ResourceTypeSet.standard.schemas)
    func `D-6 schemas have no nulls and names in camel case`(schema: SchemaDefinition) {
        let shown = SCIMValue.object(schema.representation(location: "https://x"))
        #expect(!shown.jsonText.contains("null"))
        for name in shown.names { #expect(name.first?.isLowercase == true, "\(name)") }
    }
}

extension SCIMValue {
    var jsonText: String { String(decoding: json, as: UTF8.self) }

    /// Of every member, however deep.
    fileprivate var names: [String] {
        switch self {
        case .object(let object): object.members.flatMap { [$0.name] + $0.value.names }
        case .array(let elements): elements.flatMap(\.names)
        case .null, .boolean, .integer, .decimal, .string: []
        }
    }
}
