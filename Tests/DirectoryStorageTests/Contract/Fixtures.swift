import AccessModel
import DirectoryStorage
import Testing

extension Timestamp {
    static let noon = Timestamp(seconds: 1_900_000_000)
}

extension Connection {
    static let acme = Connection(
        id: "con_acme",
        name: "acme",
        strategy: .okta,
        userIDAttribute: .userName,
        origin: .api
    )
    static let globex = Connection(
        id: "con_globex",
        name: "globex",
        strategy: .waad,
        userIDAttribute: .externalId,
        origin: .api
    )
}

extension Identifier: ExpressibleByUnicodeScalarLiteral {}
extension Identifier: ExpressibleByExtendedGraphemeClusterLiteral {}
extension Identifier: ExpressibleByStringLiteral {
    public init(stringLiteral value: String) { self.init(value) }
}

extension UserDocument {
    /// A user as the edge would write it, whose provider id is its name.
    init(_ name: String, in connection: Connection = .acme, isActive: Bool = true, attributes: String = "{}") {
        self.init(
            user: User(
                id: User.ID(connection: connection, providerUserID: name),
                connection: connection.id,
                providerUserID: name,
                isActive: isActive
            ),
            userName: name,
            foldedUserName: name.lowercased(),
            attributes: attributes
        )
    }
}

extension GroupDocument {
    init(_ name: String, in connection: Connection = .acme, attributes: String = "{}") {
        self.init(
            group: Group(id: Group.ID(name: name), connection: connection.id, name: name),
            foldedName: name.lowercased(),
            attributes: attributes
        )
    }
}

extension Group.ID {
    init(name: String) { self.init("grp_\(name)") }
}

extension User.ID {
    static func acme(_ name: String) -> Self { Self(connection: .acme, providerUserID: name) }
}

extension Group.Member {
    static func acme(_ name: String) -> Self { .user(.acme(name)) }
}

extension Role {
    init(_ name: String, inherits: [Role.ID] = [], origin: Origin = .api) {
        self.init(
            id: Role.ID("rol_\(name)"),
            name: name,
            inherits: inherits,
            entitlements: [Entitlement(resourceType: "document", action: name)],
            origin: origin
        )
    }
}

extension Organization {
    init(_ name: String, origin: Origin = .api) {
        self.init(id: Organization.ID("org_\(name)"), name: name, origin: origin)
    }
}

extension RoleAssignment {
    init(
        _ role: String,
        to holder: Holder,
        scope: Scope = .tenant,
        origin: Origin = .api,
        expires: Timestamp? = nil
    ) {
        self.init(role: Role.ID("rol_\(role)"), holder: holder, scope: scope, origin: origin, expires: expires)
    }
}

extension DirectoryStore {
    /// A store with the connections, the users `ann` to `eve` and the groups `staff` and `admins` of the first.
    func seed() async throws {
        _ = try await commit { transaction throws in
            for connection in [Connection.acme, .globex] {
                try transaction.putConnection(connection)
                try transaction.putSCIMConfiguration(SCIMConfiguration(of: connection.id, now: .noon))
            }
            for name in ["ann", "bob", "cat", "dan", "eve"] {
                _ = try transaction.createUser(UserDocument(name), now: .noon)
            }
            for name in ["staff", "admins"] {
                _ = try transaction.createGroup(GroupDocument(name), uniqueName: true, now: .noon)
            }
        }
    }

    /// All change sets after `revision`, page by page.
    func allChanges(after revision: Revision, pageSize: Int = 7) async throws -> [ChangeSet] {
        var sets = [ChangeSet]()
        while case .changeSets(let page, _) = try await changes(after: sets.last?.revision ?? revision, limit: pageSize),
            !page.isEmpty
        {
            sets += page
        }
        return sets
    }

    func allChanges() async throws -> [ChangeSet] {
        try await allChanges(after: Revision(epoch: head().epoch, number: 0))
    }

    /// The changes that a commit of `body` made.
    func changes(of body: @escaping @Sendable (any DirectoryTransaction) throws -> Void) async throws -> [Change] {
        let before = try await head()
        _ = try await commit(body)
        return try await allChanges(after: before).flatMap(\.changes)
    }
}

extension DirectoryStore {
    /// Expects that a commit of `body` fails with exactly this error.
    func expect(
        _ error: StoreError,
        from body: @escaping @Sendable (any DirectoryTransaction) throws -> Void,
        at location: SourceLocation = #_sourceLocation
    ) async {
        await #expect(throws: error, sourceLocation: location) { _ = try await self.commit(body) }
    }
}
