import AccessModel
import PolicyCompilation
import Testing

@Suite struct ShippedPolicyTests {
    @Test func `the shipped policies compile`() throws {
        let model = try Shipped.model()
        #expect(model.roles.count == 6)
        #expect(model.organizations.map(\.name) == ["acme", "globex"])
        #expect(model.organizationConnections.allSatisfy { $0.isEnabled && $0.assignsMembershipOnLogin })
        #expect(model.settings == LoginSettings(includesGroupsInClaims: true))
    }

    @Test func `the shipped policy tests compile and ask about both customers`() throws {
        let model = try Shipped.model()
        let suites = try Shipped.directory.tests().map { try PolicyCompiler().compileTests($0, against: model) }
        #expect(suites.map(\.file) == ["tests/acme.yaml", "tests/globex.yaml", "tests/isolation.yaml"])
        #expect(suites.allSatisfy { !$0.cases.isEmpty && !$0.changes.isEmpty })
    }

    @Test(arguments: [
        ("acme-okta", "Ledgerline Admins", ["Administrator", "Controller"]),
        ("acme-okta", "Ledgerline Approvers", ["Approver", "Clerk"]),
        ("acme-okta", "Ledgerline Readers", ["Reader"]),
        ("acme-okta", "Team 01", ["Reader"]),
        ("acme-okta", "Teamwork", []),
        ("globex-entra", "SG-Ledgerline-Admins", ["Administrator"]),
        ("globex-entra", "SG-Ledgerline-Approvers", ["Approver"]),
        ("globex-entra", "SG-Ledgerline-Finance-EMEA", ["Clerk"]),
        ("globex-entra", "SG-Ledgerline-Readers", ["Reader"]),
        ("globex-entra", "Ledgerline Admins", []),
    ])
    func `the groups that providers push carry their roles`(connection: String, name: String, roles: [String]) throws {
        let group = Group(id: .derived(from: name), connection: .derived(from: connection), name: name)
        let model = try Shipped.model()
        let carried = model.assignments.filter { assignment in
            guard case .groups(let selector) = assignment.holder else { return false }
            return selector.selects(group)
        }
        #expect(Set(carried.map(\.role)) == Set(roles.map { Role.ID.derived(from: $0) }))
    }
}
