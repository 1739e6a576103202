import AccessModel
import DirectoryStorage
import Testing

extension StoreContract {
    private static let link = OrganizationConnection(
        organization: "org_one",
        connection: "con_acme",
        assignsMembershipOnLogin: false,
        origin: .api
    )
    private static let records: [AttributedRecord] = [
        .connection("con_acme"), .organization("org_one"), .organizationConnection("org_one", "con_acme"),
        .api("https://api.acme.test"),
    ]

    static let attributes = [
        StoreContract("attributes are kept beside a record, and make no revision") { fixture in
            let store = try await fixture.open()
            try await store.seed()
            try await seedRecords(store)
            let head = try await store.head()
            for record in records {
                #expect(try await store.read { try $0.attributes(of: record) } == "{}")
                let commit = try await store.commit { try $0.putAttributes(#"{"color":"red"}"#, of: record) }
                #expect(commit.value)
                #expect(!commit.isChange)
                #expect(try await store.read { try $0.attributes(of: record) } == #"{"color":"red"}"#)
                #expect(try await !store.commit { try $0.putAttributes(#"{"color":"red"}"#, of: record) }.value)
            }
            #expect(try await store.head() == head)
        },
        StoreContract("attributes stay when their record changes, and go with it") { fixture in
            let store = try await fixture.open()
            try await store.seed()
            try await seedRecords(store)
            _ = try await store.commit { transaction throws in
                for record in records { try transaction.putAttributes("[1]", of: record) }
                try transaction.putOrganization(
                    Organization(id: "org_one", name: "uno", displayName: "Uno", origin: .api)
                )
                var link = link
                link.isEnabled = false
                try transaction.putOrganizationConnection(link)
            }
            #expect(try await store.read { try $0.attributes(of: records[1]) } == "[1]")
            #expect(try await store.read { try $0.attributes(of: records[2]) } == "[1]")
            _ = try await store.commit { transaction throws in
                try transaction.deleteOrganization("org_one")
                try transaction.deleteAPI("https://api.acme.test")
                try transaction.putOrganization(Organization("one"))
            }
            #expect(try await store.read { try $0.attributes(of: records[1]) } == "{}")
            #expect(try await store.read { try $0.attributes(of: records[2]) } == nil)
            #expect(try await store.read { try $0.attributes(of: records[3]) } == nil)
            await store.expect(.unknown(.api, "https://api.acme.test")) { try $0.putAttributes("{}", of: records[3]) }
        },
        StoreContract("attributes of what policy declares are out of reach") { fixture in
            let store = try await fixture.open()
            let policy = Origin.policy(file: "access.yaml")
            _ = try await store.commit { transaction throws in
                _ = try transaction.apply(RoleModel(organizations: [Organization("one", origin: policy)]))
            }
            await store.expect(.otherOrigin(.organization, "org_one", policy)) { transaction in
                try transaction.putAttributes("[1]", of: records[1])
            }
        },
    ]

    private static func seedRecords(_ store: any DirectoryStore) async throws {
        _ = try await store.commit { transaction throws in
            try transaction.putOrganization(Organization("one"))
            try transaction.putOrganizationConnection(link)
            try transaction.putAPI(
                API(identifier: "https://api.acme.test", name: "Acme", permissions: [], origin: .api)
            )
        }
    }
}
