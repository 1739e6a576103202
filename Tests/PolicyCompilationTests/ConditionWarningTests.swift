import PolicyCompilation
import Testing

/// What compiles and is dangerous, or of no use.
@Suite struct ConditionWarningTests {
    private func warnings(_ conditions: String) throws -> [String] {
        let text = """
            resource_types: [{ name: doc, actions: [read] }]
            roles:
              - name: Reader
                permissions:
                  - resource_type: doc
                    action: read
                    \(conditions)
            """
        var found: [Diagnostic] = []
        _ = try PolicyCompiler().compile([PolicySource(file: "a.yaml", bytes: Array(text.utf8))]) { found = $0 }
        #expect(found.allSatisfy { $0.severity == .warning })
        return found.map(\.description)
    }

    @Test(arguments: [
        "unless: { resource.created_by: { same_as: subject.id } }", "when: { resource.owner: { same_as: subject.id } }",
        "unless: { resource.amount: { at_least: 100 } }", "unless: { resource.state: closed }",
        "when: { resource.team: { same_as: subject.team } }", "when: { subject.department: finance }",
        "when: { subject.id: okta|acme|ann }", "unless: { subject.level: 3 }",
    ])
    func `what is certain is not warned of`(conditions: String) throws {
        #expect(try warnings(conditions) == [])
    }

    @Test(arguments: [
        ("unless: { resource.created_by_email: { same_as: subject.email } }", "differ in any other spelling"),
        ("unless: { resource.created_by: { same_as: context.user } }", "compare with `subject.id`"),
        ("unless: { subject.department: finance }", "`subject.department` differs in any other spelling"),
        ("unless: { subject.email: { one_of: [a@b.example, c@d.example] } }", "`subject.email` differs"),
        ("unless: { subject.id: okta|acme|ann }", "this is unknown and permits nobody"),
        (
            "unless: { resource.owner_email: { same_as: subject.id } }",
            "`resource.owner_email` is compared with the user"
        ),
        ("when: { resource.displayName: { same_as: subject.id } }", "`resource.displayName` is compared with the user"),
        ("when: { subject.id: { same_as: resource.ownerMail } }", "`resource.ownerMail` is compared with the user"),
        ("when: { subject.id: { at_least: m } }", "has no order"),
    ])
    func `what remains dangerous is warned of where it stands`(conditions: String, part: String) throws {
        let found = try warnings(conditions)
        #expect(found.count == 1)
        #expect(found.first?.contains(part) == true, "\(found)")
        #expect(found.first?.hasPrefix("a.yaml:7:") == true, "\(found)")
        #expect(found.first?.contains(": warning: ") == true)
    }

    @Test func `the shipped policies are warned of nothing`() throws {
        var found: [Diagnostic] = []
        _ = try PolicyCompiler().compile(Shipped.directory) { found = $0 }
        #expect(found == [])
    }
}
