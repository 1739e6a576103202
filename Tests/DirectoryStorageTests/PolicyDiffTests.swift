import AccessModel
@testable import DirectoryStorage
import Testing

@Suite struct PolicyDiffTests {
    @Test func `a role comes after those it inherits, and a circle does not hold it up`() {
        let roles = [Role("a", inherits: ["rol_b", "rol_c"]), Role("b", inherits: ["rol_c"]), Role("c")]
        #expect(roles.inheritedFirst.map(\.name) == ["c", "b", "a"])
        let circle = [
            Role("a", inherits: ["rol_b"]), Role("b", inherits: ["rol_a"]), Role("c", inherits: ["rol_none"]),
        ]
        #expect(Set(circle.inheritedFirst.map(\.name)) == ["a", "b", "c"])
        let chain = (0..<20_000).map { Role("r\($0)", inherits: [Role.ID("rol_r\($0 + 1)")]) }
        #expect(chain.inheritedFirst.map(\.name) == chain.reversed().map(\.name))
    }

    @Test func `what refers is removed before what it refers to, and added after it`() {
        let model = RoleModel(
            roles: [Role("editor")],
            connections: [.acme],
            organizations: [Organization("one")],
            assignments: [
                RoleAssignment(
                    "editor",
                    to: .groups(.name("g", connection: "con_acme")),
                    scope: .organization("org_one")
                )
            ]
        )
        let added = PolicyDiff(from: RoleModel(), to: model).entries
        let removed = PolicyDiff(from: model, to: RoleModel()).entries
        #expect(added.map(\.kind) == [.role, .connection, .organization, .assignment])
        #expect(removed.map(\.kind) == added.map(\.kind).reversed())
        #expect(PolicyDiff(from: model, to: model).isEmpty)
    }

    @Test func `a record that a model has twice counts once`() {
        let diff = PolicyDiff(from: RoleModel(), to: RoleModel(roles: [Role("a"), Role("a")]))
        #expect(diff.entries == [.init(action: .added, kind: .role, name: "a")])
    }

    @Test func `settings that change are named as policy files name them`() {
        let settings = LoginSettings(tenantRolesInOrganizations: .all, includesGroupsInClaims: true)
        let diff = PolicyDiff(from: RoleModel(), to: RoleModel(settings: settings))
        #expect(diff.entries.map(\.name) == ["tenant_roles_in_organizations, claims.groups"])
    }

    @Test func `texts that differ in bytes are a change, where people see the same letters`() {
        let diff = PolicyDiff(from: spelled("\u{e9}"), to: spelled("e\u{301}"))
        let changed = diff.entries.filter { $0.action == .changed }.map(\.kind)
        #expect(changed == [.role, .connection, .organization])
        let replaced: [RecordKind] = [.resourceType, .api, .assignment]
        #expect(Set(diff.entries.filter { $0.action == .added }.map(\.kind)) == Set(replaced))
        #expect(Set(diff.entries.filter { $0.action == .removed }.map(\.kind)) == Set(replaced))
    }

    /// A model whose records keep their ids, in which the letter stands in every name and mapping.
    private func spelled(_ letter: String) -> RoleModel {
        var role = Role("a")
        role.name = letter
        var organization = Organization("one")
        organization.displayName = letter
        let selectors: [GroupSelector] = [
            .name(letter, connection: "con_acme"), .externalID(letter, connection: "con_acme"),
            .pattern(NamePattern(letter), connection: "con_acme"),
        ]
        return RoleModel(
            apis: [API(identifier: letter, name: "A", permissions: [], origin: .api)],
            resourceTypes: [ResourceType(name: letter, actions: ["read"], origin: .api)],
            roles: [role],
            connections: [Connection(id: "con_acme", name: letter, strategy: .okta, origin: .api)],
            organizations: [organization],
            assignments: selectors.map { RoleAssignment("a", to: .groups($0)) }
        )
    }
}
