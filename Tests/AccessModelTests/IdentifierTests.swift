import AccessModel
import Testing

@Suite("Identifiers")
struct IdentifierTests {
    @Test func `a made identifier has its entity's prefix, length and alphabet`() {
        var generator = SplitMix64(seed: 1)
        for _ in 0..<1_000 {
            let id = Group.ID.make(using: &generator)
            #expect(id.rawValue.hasPrefix("grp_"))
            #expect(id.rawValue.utf8.count == 26)
            #expect(id.isWellFormed)
        }
    }

    @Test func `a derived identifier is the same everywhere and differs by name`() {
        #expect(Role.ID.derived(from: "admin") == Role.ID.derived(from: "admin"))
        #expect(Role.ID.derived(from: "admin").isWellFormed)
        let many = Set((0..<10_000).map { Role.ID.derived(from: "role \($0)") })
        #expect(many.count == 10_000)
    }

    @Test func `derived identifiers stay as they were released`() {
        #expect(Organization.ID.derived(from: "acme").rawValue == "org_VUNijibjfsL2M8hq")
    }

    @Test(arguments: ["", "grp_", "rol_1111111111111111111111", "grp_111111111111111111111O", "grp_1"])
    func `a foreign text is not well formed`(text: String) {
        #expect(!Group.ID(text).isWellFormed)
    }

    @Test func `identifiers that look alike and differ in bytes are two`() {
        let composed = User.ID("okta|acme|ren\u{e9}")
        let decomposed = User.ID("okta|acme|rene\u{301}")
        #expect(composed != decomposed)
        #expect(Set([composed, decomposed]).count == 2)
        #expect((composed < decomposed) != (decomposed < composed))
    }

    @Test func `a mapping selects the group with exactly its bytes`() {
        let connection = Connection.ID("con_1")
        let group = Group(id: Group.ID("grp_1"), connection: connection, name: "Caf\u{e9}", externalID: "e\u{301}")
        #expect(GroupSelector.name("Caf\u{e9}", connection: connection).selects(group))
        #expect(!GroupSelector.name("Cafe\u{301}", connection: connection).selects(group))
        #expect(!GroupSelector.externalID("\u{e9}", connection: connection).selects(group))
        #expect(!GroupSelector.pattern(NamePattern("Cafe\u{301}"), connection: connection).selects(group))
    }

    @Test func `a user's id is strategy, connection and provider id`() {
        let connection = Connection(id: .derived(from: "acme"), name: "acme-okta", strategy: .okta, origin: .api)
        let id = User.ID(connection: connection, providerUserID: "maria@acme.example")
        #expect(id.rawValue == "okta|acme-okta|maria@acme.example")
    }
}
