import AccessIndex
import AccessModel
import DirectoryStorage
import Foundation
import PolicyCompilation
import TestSupport
import Testing

@testable import Rollcall

@Suite("Policy preview")
struct PolicyPreviewTests {
    @Test func `the policies in force make no difference`() async throws {
        let preview = try await World().preview(of: World.policy)
        #expect(preview.description == "no difference: the store holds these policies")
    }

    @Test func `a permission that a role gets is gained by all who hold the role, wherever they hold it`() async throws
    {
        let preview = try await World().preview(replacing: ("permission: read }", with: "permission: [read, void] }"))
        #expect(
            preview.description == """
                changed role Reader

                in the whole tenant:
                  + void on https://api (Reader): 1 user
                      okta|okta|bob

                in acme:
                  + void on https://api (Reader): 2 users
                      okta|okta|ann
                      okta|okta|bob

                2 users gain something, 0 users lose something
                """
        )
    }

    @Test func `a condition that changes is a loss and a gain for the holders of the role`() async throws {
        let preview = try await World().preview(replacing: ("at_most: 10", with: "at_most: 20"))
        #expect(
            preview.description == """
                changed role Writer

                in acme:
                  - write on https://api when resource.amount at_most 10 (Writer): 1 user
                      okta|okta|ann
                  + write on https://api when resource.amount at_most 20 (Writer): 1 user
                      okta|okta|ann

                1 user gains something, 1 user loses something
                """
        )
    }

    @Test func `a condition that goes away takes nothing from anybody`() async throws {
        let preview = try await World().preview(replacing: (", when: { resource.amount: { at_most: 10 } }", with: ""))
        #expect(preview.findings.map(\.effect.direction) == [.gain])
        #expect(preview.losing == 0)
    }

    @Test func `what another role of the holder permits anyway is neither gained nor lost`() async throws {
        let preview = try await World().preview(
            replacing: ("    inherits: [Reader]\n", with: ""),
            ("[Writer]", with: "[Writer, Reader]")
        )
        #expect(!preview.entries.isEmpty)
        #expect(preview.description.hasSuffix("nobody gains or loses anything"))
    }

    @Test func `tenant roles that settings keep out of organizations are lost there and kept in the tenant`()
        async throws
    {
        let setting = "settings: { login: { tenant_roles_in_organizations: none } }"
        let preview = try await World().preview(of: World.policy + setting)
        #expect(
            preview.description == """
                changed login settings tenant_roles_in_organizations

                in acme:
                  - tenant role Reader: 1 user
                      okta|okta|bob
                  - read on https://api (Reader): 1 user
                      okta|okta|bob

                0 users gain something, 1 user loses something
                """
        )
    }

    @Test func `directly held tenant roles that settings let into organizations are gained by members there`()
        async throws
    {
        let world = try await World()
        _ = try await world.store.commit { transaction throws in
            let reader = RoleAssignment(
                role: .derived(from: "Reader"),
                holder: .user(World.cat.user.id),
                scope: .tenant,
                origin: .api
            )
            try transaction.addAssignment(reader)
        }
        let setting = "settings: { login: { tenant_roles_in_organizations: all } }"
        let preview = try await world.preview(of: World.policy + setting)
        let role = AccessEffect(direction: .gain, matter: .role(.derived(from: "Reader"), name: "Reader", .tenant))
        let finding = try #require(preview.findings.first { $0.effect == role })
        #expect(finding.organization?.name == "globex")
        #expect(finding.users == [World.cat.user.id])
    }

    @Test func `members gain their groups' roles when these no longer need Auto-Membership, others do not`()
        async throws
    {
        let setting = "settings: { login: { members_inherit_without_auto_membership: true } }"
        let preview = try await World().preview(of: World.policy + setting)
        #expect(
            preview.description == """
                changed login settings members_inherit_without_auto_membership

                in globex:
                  + role Reader: 1 user
                      waad|entra|cat
                  + read on https://api (Reader): 1 user
                      waad|entra|cat

                1 user gains something, 0 users lose something
                """
        )
    }

    @Test func `a connection that is turned off keeps its users out, with the reason`() async throws {
        let preview = try await World().preview(
            replacing: (
                "{ name: okta, auto_membership: true }", with: "{ name: okta, auto_membership: true, enabled: false }"
            )
        )
        let login = AccessEffect(direction: .loss, matter: .login(.noConnectionsEnabled))
        let finding = try #require(preview.findings.first { $0.effect == login })
        #expect(finding.organization?.name == "acme")
        #expect(finding.users == [World.ann.user.id, World.bob.user.id])
        #expect(preview.findings.allSatisfy { $0.effect.direction == .loss && $0.organization?.name == "acme" })
    }

    @Test func `a connection that is linked lets its users in`() async throws {
        let preview = try await World().preview(
            replacing: ("{ name: okta, auto_membership: true }", with: World.bothConnections)
        )
        #expect(
            preview.description == """
                added organization connection entra in acme

                in acme:
                  + login: 2 users
                      waad|entra|cat
                      waad|entra|dan

                2 users gain something, 0 users lose something
                """
        )
    }

    @Test func `without Auto-Membership those who are no members are kept out, and members are not`() async throws {
        let world = try await World()
        _ = try await world.store.commit { transaction throws in
            let acme = Organization.ID.derived(from: "acme")
            try transaction.addOrganizationMember(OrganizationMember(organization: acme, user: World.ann.user.id))
        }
        let preview = try await world.preview(replacing: (", auto_membership: true", with: ""))
        let login = AccessEffect(direction: .loss, matter: .login(.notAMember))
        #expect(preview.findings.first { $0.effect == login }?.users == [World.bob.user.id])
    }

    @Test func `another user id attribute moves those whose id it changes`() async throws {
        let world = try await World()
        _ = try await world.store.commit { transaction throws in
            var document = World.ann
            document.user.providerUserID = "00u1"
            document.externalID = "00u1"
            _ = try transaction.replaceUser(document, now: Timestamp(seconds: 0))
        }
        let preview = try await world.preview(
            replacing: ("strategy: okta }", with: "strategy: okta, user_id_attribute: userName }")
        )
        #expect(
            preview.description == """
                changed connection okta

                in the whole tenant:
                  - found in okta by externalId: 1 user
                      okta|okta|ann
                  + found in okta by userName: 1 user
                      okta|okta|ann

                1 user gains something, 1 user loses something
                """
        )
    }

    @Test func `an organization that goes takes what its members had there`() async throws {
        let preview = try await World().preview(replacing: (World.globex, with: ""), (World.globexMapping, with: ""))
        let login = AccessEffect(direction: .loss, matter: .login(.unknownOrganization))
        #expect(preview.findings.first { $0.effect == login }?.users == [World.cat.user.id])
        #expect(preview.findings.allSatisfy { $0.organization?.name == "globex" })
    }

    @Test func `what would be refused says so with the reason, and nobody gains or loses`() async throws {
        let world = try await World()
        let head = try await world.store.head()
        let preview = try await world.preview(of: "roles: [{ name: Reader }]")
        #expect(
            preview.refusals.map(\.description).sorted() == [
                "connection `entra` still has 2 users and 1 groups", "connection `okta` still has 2 users and 2 groups",
            ]
        )
        #expect(preview.findings.isEmpty)
        #expect(preview.description.contains("would be refused: connection `okta` still has 2 users and 2 groups"))
        #expect(try await world.store.head() == head)
    }

    @Test func `text names the first users of a change and counts the others, JSON names all`() async throws {
        let world = try await World()
        let text = World.policy.replacing("permission: read }", with: "permission: [read, void] }")
        let preview = try await world.preview(of: text, naming: 1)
        #expect(preview.description.contains("(Reader): 2 users\n      okta|okta|ann\n      and 1 more\n"))
        let json = try await world.preview(of: text).json()
        let object = try JSONSerialization.jsonObject(with: Data(json.utf8))
        let effects = try #require((object as? [String: Any])?["effects"] as? [[String: Any]])
        #expect(effects.map { $0["count"] as? Int } == [1, 2])
        #expect(effects.last?["users"] as? [String] == ["okta|okta|ann", "okta|okta|bob"])
        #expect(effects.last?["permission"] as? String == "void on https://api")
        #expect(effects.last?["organization"] as? String == "acme")
    }

    @Test func `an id that would steer a terminal is printed without its controls`() {
        #expect("a\u{1B}[2Jb\u{202E}".printable == "a\u{FFFD}[2Jb\u{FFFD}")
    }
}

/// Two customers in a store of their own.
private struct World {
    static let globex = "  - { name: globex, connections: [{ name: entra }] }\n"
    static let globexMapping =
        "  - { organization: globex, group: { connection: entra, name: Readers }, roles: [Reader] }\n"
    static let bothConnections = "{ name: okta, auto_membership: true }, { name: entra, auto_membership: true }"
    static let policy = """
        apis: [{ identifier: https://api, permissions: [read, write, void] }]
        roles:
          - { name: Reader, permissions: [{ api: https://api, permission: read }] }
          - name: Writer
            inherits: [Reader]
            permissions: [{ api: https://api, permission: write, when: { resource.amount: { at_most: 10 } } }]
        connections: [{ name: okta, strategy: okta }, { name: entra, strategy: waad }]
        organizations:
          - { name: acme, connections: [{ name: okta, auto_membership: true }] }
        \(globex)mappings:
          - { organization: acme, group: { connection: okta, name: Writers }, roles: [Writer] }
          - { group: { connection: okta, name: Partners }, roles: [Reader] }
        \(globexMapping)
        """

    static let ann = UserDocument("ann", in: "okta", .okta)
    static let bob = UserDocument("bob", in: "okta", .okta)
    /// A member of globex, which its connection does not make.
    static let cat = UserDocument("cat", in: "entra", .waad)
    static let dan = UserDocument("dan", in: "entra", .waad)

    let store: SQLiteDirectoryStore
    private let directory: TemporaryDirectory

    init() async throws {
        directory = try TemporaryDirectory()
        store = try SQLiteDirectoryStore(path: directory.path + "/directory.sqlite")
        let model = try Self.compile(Self.policy)
        _ = try await store.commit { transaction throws in
            _ = try transaction.apply(model)
            for user in [Self.ann, Self.bob, Self.cat, Self.dan] {
                _ = try transaction.createUser(user, now: Timestamp(seconds: 0))
            }
            try transaction.createGroup("Writers", in: "okta", of: Self.ann)
            try transaction.createGroup("Partners", in: "okta", of: Self.bob)
            try transaction.createGroup("Readers", in: "entra", of: Self.cat, Self.dan)
            let globex = Organization.ID.derived(from: "globex")
            try transaction.addOrganizationMember(OrganizationMember(organization: globex, user: Self.cat.user.id))
        }
    }

    func preview(of text: String, naming limit: Int = .max) async throws -> PolicyPreview {
        let model = try Self.compile(text)
        return try await store.read { try PolicyPreview(of: model, on: $0, at: Timestamp.now(), naming: limit) }
    }

    /// Of the policies in force with some texts replaced, each of which stands in them.
    func preview(replacing pairs: (String, with: String)...) async throws -> PolicyPreview {
        var text = Self.policy
        for (old, new) in pairs {
            try #require(text.contains(old))
            text = text.replacing(old, with: new)
        }
        return try await preview(of: text)
    }

    private static func compile(_ text: String) throws -> RoleModel {
        try PolicyCompiler().compile([PolicySource(file: "policy.yaml", text: text)])
    }
}

extension UserDocument {
    fileprivate init(_ name: String, in connection: String, _ strategy: Connection.Strategy) {
        let owner = Connection(id: .derived(from: connection), name: connection, strategy: strategy, origin: .api)
        let id = User.ID(connection: owner, providerUserID: name)
        let user = User(id: id, connection: owner.id, providerUserID: name, isActive: true)
        self.init(user: user, userName: name, foldedUserName: name, attributes: "{}")
    }
}

extension DirectoryTransaction {
    fileprivate func createGroup(_ name: String, in connection: String, of users: UserDocument...) throws {
        let group = Group(id: Group.ID("grp_\(name)"), connection: .derived(from: connection), name: name)
        let document = GroupDocument(group: group, foldedName: name, attributes: "{}")
        _ = try createGroup(document, uniqueName: true, now: Timestamp(seconds: 0))
        try addMembers(users.map { .user($0.user.id) }, to: group.id, now: Timestamp(seconds: 0))
    }
}
