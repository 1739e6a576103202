import AccessModel
import DirectoryStorage
import Testing

private let declared = Origin.policy(file: "roles.yaml")

/// A role model of one record of each kind.
private func model(_ change: (inout RoleModel) -> Void = { _ in }) -> RoleModel {
    let connection = Connection(id: "con_declared", name: "declared", strategy: .samlp, origin: declared)
    var model = RoleModel(
        apis: [API(identifier: "https://a", name: "A", permissions: [], origin: declared)],
        resourceTypes: [ResourceType(name: "document", actions: ["read"], origin: declared)],
        roles: [Role("editor", inherits: ["rol_reader"], origin: declared), Role("reader", origin: declared)],
        connections: [connection],
        organizations: [Organization("one", origin: declared)],
        organizationConnections: [
            OrganizationConnection(
                organization: "org_one",
                connection: connection.id,
                assignsMembershipOnLogin: true,
                origin: declared
            )
        ],
        assignments: [
            RoleAssignment(
                "editor",
                to: .groups(.name("Editors", connection: connection.id)),
                scope: .organization("org_one"),
                origin: declared
            )
        ],
        settings: LoginSettings(includesGroupsInClaims: true)
    )
    change(&model)
    return model
}

/// The model with one more record of each kind that may be in another's way, without the connection that was declared.
private func grown() -> RoleModel {
    model { model in
        model.apis.append(API(identifier: "https://b", name: "B", permissions: [], origin: declared))
        model.resourceTypes.append(ResourceType(name: "folder", actions: ["open"], origin: declared))
        model.roles.append(Role("auditor", origin: declared))
        model.organizations.append(Organization("two", origin: declared))
        let connection = Connection(id: "con_new", name: "new", strategy: .samlp, origin: declared)
        model.connections = [connection]
        model.organizationConnections = []
        model.assignments = []
    }
}

private struct Undone: Error {}

/// What stands in the way of ``grown()``, and how it is refused then.
private let obstacles: [(@Sendable (any DirectoryTransaction) throws -> Void, StoreError)] = [
    (
        { try $0.putAPI(API(identifier: "https://b", name: "Mine", permissions: [], origin: .api)) },
        .otherOrigin(.api, "https://b", .api)
    ),
    (
        { try $0.putResourceType(ResourceType(name: "folder", actions: [], origin: .api)) },
        .otherOrigin(.resourceType, "folder", .api)
    ),
    ({ try $0.putRole(Role("auditor")) }, .otherOrigin(.role, "auditor", .api)),
    (
        { transaction throws in
            var twin = Role("auditor")
            twin.id = "rol_twin"
            try transaction.putRole(twin)
        }, .otherOrigin(.role, "auditor", .api)
    ),
    ({ try $0.putOrganization(Organization("two")) }, .otherOrigin(.organization, "two", .api)),
    (
        { try $0.putConnection(Connection(id: "con_mine", name: "new", strategy: .okta, origin: .api)) },
        .otherOrigin(.connection, "new", .api)
    ),
    (
        { _ = try $0.createUser(UserDocument("ann", in: model().connections[0]), now: .noon) },
        .connectionInUse("declared", users: 1, groups: 0)
    ),
]

extension StoreContract {
    static let policy = [
        StoreContract("a role model is applied in one revision, and applying it again changes nothing") { fixture in
            let store = try await fixture.open()
            let first = try await store.commit { try $0.apply(model()) }
            #expect(first.revision.number == 1)
            #expect(first.value.count(of: .added) == 8)
            #expect(first.value.entries.contains(.init(action: .added, kind: .role, name: "editor")))
            let name = "editor to group declared/Editors in one"
            #expect(first.value.entries.contains(.init(action: .added, kind: .assignment, name: name)))
            #expect(try await store.allChanges().flatMap(\.changes) == first.value.changes)
            let second = try await store.commit { try $0.apply(model()) }
            #expect(!second.isChange)
            #expect(second.value.isEmpty)
            let read = try await store.read { try $0.policyModel() }
            #expect(PolicyDiff.isEmpty(from: read, to: model()))
        },
        StoreContract("a diff is what applying then does, and changes nothing itself") { fixture in
            let store = try await fixture.open()
            _ = try await store.commit { try $0.apply(model()) }
            let next = model { model in
                model.roles = [
                    Role("reader", inherits: ["rol_owner"], origin: declared), Role("owner", origin: declared),
                ]
                model.assignments = []
            }
            let head = try await store.head()
            let diff = try await store.read { try $0.policyDiff(to: next) }
            #expect(try await store.head() == head)
            #expect(
                diff.entries == [
                    .init(action: .removed, kind: .assignment, name: "editor to group declared/Editors in one"),
                    .init(action: .removed, kind: .role, name: "editor"),
                    .init(action: .added, kind: .role, name: "owner"),
                    .init(action: .changed, kind: .role, name: "reader"),
                ]
            )
            #expect(try await store.commit { try $0.apply(next) }.value == diff)
            #expect(try await store.allChanges(after: head).flatMap(\.changes) == diff.changes)
        },
        StoreContract("an empty role model removes what was declared, and nothing else") { fixture in
            let store = try await fixture.open()
            try await store.seed()
            _ = try await store.commit { transaction throws in
                _ = try transaction.apply(model())
                try transaction.putRole(Role("made"))
                try transaction.putOrganization(Organization("made"))
                try transaction.addAssignment(RoleAssignment("made", to: .user(.acme("ann"))))
                try transaction.addOrganizationMember(OrganizationMember(organization: "org_made", user: .acme("ann")))
            }
            let diff = try await store.commit { try $0.apply(RoleModel()) }.value
            #expect(diff.count(of: .removed) == 8)
            try await store.read { reader throws in
                #expect(try reader.roles().map(\.name) == ["made"])
                #expect(try reader.organizations().map(\.name) == ["made"])
                #expect(try reader.connections().map(\.name) == ["acme", "globex"])
                #expect(try reader.assignments().count == 1)
                #expect(try reader.apis().isEmpty)
                #expect(try reader.resourceTypes().isEmpty)
                #expect(try reader.loginSettings() == LoginSettings())
                #expect(try reader.isMember(OrganizationMember(organization: "org_made", user: .acme("ann"))))
            }
        },
        StoreContract("a declared name that another record has is refused by name, and nothing is applied") { fixture in
            let store = try await fixture.open()
            var role = Role("editor")
            role.id = "rol_made"
            _ = try await store.commit { [role] in try $0.putRole(role) }
            let commit = try await store.commit { transaction throws in
                #expect(throws: StoreError.otherOrigin(.role, "editor", .api)) { try transaction.apply(model()) }
            }
            #expect(!commit.isChange)
            #expect(try await store.read { try $0.apis() }.isEmpty)
            #expect(try await store.read { try $0.roles() } == [role])
        },
        StoreContract("a declared record changes in its file alone") { fixture in
            let store = try await fixture.open()
            _ = try await store.commit { try $0.apply(model()) }
            let assignment = model().assignments[0]
            let attempts: [@Sendable (any DirectoryTransaction) throws -> Void] = [
                { try $0.putRole(Role("editor")) },
                { try $0.deleteRole("rol_editor") },
                { try $0.putOrganization(Organization("one")) },
                { try $0.deleteOrganization("org_one") },
                { try $0.deleteConnection("con_declared") },
                { try $0.deleteOrganizationConnection("org_one", "con_declared") },
                { try $0.deleteAPI("https://a") },
                { try $0.deleteResourceType("document") },
                { try $0.removeAssignment(assignment) },
                { transaction throws in
                    var twin = Role("editor")
                    twin.id = "rol_twin"
                    try transaction.putRole(twin)
                },
            ]
            for attempt in attempts {
                let error = await #expect(throws: StoreError.self) { try await store.commit(attempt) }
                #expect(error?.origin == declared)
            }
            #expect(try await store.head().number == 1)
        },
        StoreContract("a declared connection with users cannot be left out") { fixture in
            let store = try await fixture.open()
            _ = try await store.commit { try $0.apply(model()) }
            let connection = model().connections[0]
            _ = try await store.commit { try $0.createUser(UserDocument("ann", in: connection), now: .noon) }
            await store.expect(.connectionInUse("declared", users: 1, groups: 0)) { _ = try $0.apply(RoleModel()) }
            #expect(try await store.read { try $0.roles().count } == 2)
        },
        StoreContract("what applying would refuse is foretold with the same words") { fixture in
            let store = try await fixture.open()
            _ = try await store.commit { try $0.apply(model()) }
            for (obstacle, refusal) in obstacles {
                await #expect(throws: Undone.self) {
                    try await store.commit { transaction throws in
                        try obstacle(transaction)
                        let diff = try transaction.policyDiff(to: grown())
                        #expect(try transaction.policyRefusals(of: diff) == [refusal])
                        #expect(throws: refusal) { try transaction.apply(grown()) }
                        throw Undone()
                    }
                }
            }
            #expect(try await store.read { try $0.policyRefusals(of: $0.policyDiff(to: grown())) }.isEmpty)
            #expect(try await store.commit { try $0.apply(grown()) }.isChange)
        },
        StoreContract("a declared user id attribute that two users share is foretold as refused") { fixture in
            let store = try await fixture.open()
            _ = try await store.commit { transaction throws in
                _ = try transaction.apply(model())
                for name in ["ann", "bob"] {
                    var document = UserDocument(name, in: model().connections[0])
                    document.externalID = "same"
                    _ = try transaction.createUser(document, now: .noon)
                }
            }
            let next = model { $0.connections[0].userIDAttribute = .externalId }
            let refusal = StoreError.notUnique(.providerUserID, "same")
            #expect(try await store.read { try $0.policyRefusals(of: $0.policyDiff(to: next)) } == [refusal])
            await store.expect(refusal) { _ = try $0.apply(next) }
        },
        StoreContract("what a login or a provider made inside a declared organization stays when the files change") {
            fixture in
            let store = try await fixture.open()
            let connection = model().connections[0]
            let ann = UserDocument("ann", in: connection)
            let member = OrganizationMember(organization: "org_one", user: ann.user.id)
            _ = try await store.commit { transaction throws in
                _ = try transaction.apply(model())
                _ = try transaction.createUser(ann, now: .noon)
                try transaction.addOrganizationMember(member)
            }
            let next = model { model in
                model.roles[0].description = "Edits"
                model.organizations[0].displayName = "One"
            }
            let diff = try await store.commit { try $0.apply(next) }.value
            #expect(diff.entries.map(\.action) == [.changed, .changed])
            #expect(try await store.read { try $0.isMember(member) })
        },
    ]
}

extension StoreError {
    fileprivate var origin: Origin? {
        if case .otherOrigin(_, _, let origin) = self { origin } else { nil }
    }
}

extension PolicyDiff {
    fileprivate static func isEmpty(from old: RoleModel, to new: RoleModel) -> Bool {
        Set(old.roles) == Set(new.roles) && Set(old.assignments) == Set(new.assignments)
            && old.connections == new.connections && old.organizations == new.organizations
            && old.organizationConnections == new.organizationConnections && old.apis == new.apis
            && old.resourceTypes == new.resourceTypes && old.settings == new.settings
    }
}
