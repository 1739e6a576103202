import AccessModel
import DirectoryStorage
import HTTPTypes

/// `/group-role-mappings`: roles for whichever groups of a connection have a name, match a pattern or have an external id,
/// those that are pushed later among them.
enum GroupRoleMappingOperations {
    static let all = [list, create, remove]
    private static let path = "group-role-mappings"

    private static let list = Operation(
        id: "get_group_role_mappings",
        method: .get,
        path: path,
        summary: "List the mappings of group names, patterns and external ids to roles",
        scopes: "read:group_roles",
        query: [
            QueryParameter("connection_id", .identifier, summary: "Only those of this connection's groups"),
            QueryParameter("role_id", .identifier, summary: "Only those to this role"),
        ],
        paging: .checkpoint,
        success: .init(.ok, .page(of: MappingBody.schema, named: "mappings", .checkpoint))
    ) { request in
        let connection = request.query["connection_id"].map { Connection.ID($0) }
        let role = request.query["role_id"].map { Role.ID($0) }
        return try await request.read { reader in
            let mappings = try reader.groupRoleMappings(of: connection)
                .filter { role == nil || $0.role == role }.compactMap(MappingBody.init)
                .sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
            return try request.answer(mappings, named: "mappings", by: \.key) { $0 }
        }
    }

    private static let create = Operation(
        id: "create_group_role_mapping",
        method: .post,
        path: path,
        summary: "Map groups to a role by name, by pattern or by external id",
        scopes: "create:group_roles",
        body: .object(MappingWish.properties + [.expiry]),
        canRehearse: true,
        success: .init(.created, MappingBody.schema),
        refusals: [.notFound, .conflict]
    ) { request in
        let wish = try MappingWish(request)
        let limit = request.directory.settings.limits.groupRoleMappings
        return try await request.change { transaction in
            try request.checkPlace(of: wish.assignment, "create", in: transaction)
            try wish.check(in: transaction)
            let isNew = try transaction.addAssignment(wish.assignment)
            if isNew, try transaction.groupRoleMappings(of: nil).count > limit {
                throw ManagementError(.conflict, "No more mappings can be made: there are \(limit).")
            }
            return MappingBody(wish.assignment)
        } answer: { commit in
            .created(commit.value, commit)
        }
    }

    private static let remove = Operation(
        id: "delete_group_role_mapping",
        method: .delete,
        path: path,
        summary: "End a mapping of groups to a role",
        scopes: "delete:group_roles",
        body: .object(MappingWish.properties),
        canRehearse: true,
        success: .noContent,
        refusals: [.notFound, .conflict]
    ) { request in
        let wish = try MappingWish(request)
        return try await request.change { transaction in
            try request.checkPlace(of: wish.assignment, "delete", in: transaction)
            let connection = try wish.check(in: transaction)
            for declared in try transaction.groupRoleMappings(of: connection) where wish.declares(declared) {
                throw StoreError.otherOrigin(.assignment, "\(wish.role)", declared.origin)
            }
            try transaction.removeAssignment(wish.assignment)
        }
    }
}

/// A mapping as a request names it.
private struct MappingWish: Sendable {
    let role: Role.ID
    let assignment: RoleAssignment
    private let connection: Connection.ID

    static let properties: [Schema.Property] = [
        .required("connection_id", .identifier), .required("role_id", .identifier),
        .optional("name", .text(1...1_024)), .optional("pattern", .text(1...1_024)),
        .optional("external_id", .text(1...1_024)), .optional("organization_id", .nullable(.identifier)),
    ]

    init(_ request: ManagementRequest) throws {
        let body = try request.decoded(as: Body.self)
        connection = Connection.ID(body.connectionID)
        role = Role.ID(body.roleID)
        guard let selector = body.selector else {
            throw ManagementError.invalidBody("'One of name, pattern and external_id is needed, and no two of them'")
        }
        assignment = RoleAssignment(
            role: role,
            holder: .groups(selector),
            scope: body.organizationID.map { .organization(Organization.ID($0)) } ?? .tenant,
            origin: .api,
            expires: try request.expiry()
        )
    }

    /// Refuses what names something that is not there. Returns the connection.
    @discardableResult
    func check(in reader: any DirectoryReader) throws -> Connection.ID {
        guard try reader.connection(connection) != nil else { throw ManagementError.unknownConnection }
        _ = try reader.known(role)
        if case .organization(let id) = assignment.scope { _ = try reader.known(id) }
        return connection
    }

    /// Whether a policy file declares the same.
    func declares(_ other: RoleAssignment) -> Bool {
        guard case .policy = other.origin else { return false }
        return other.role == role && other.holder == assignment.holder && other.scope == assignment.scope
    }

    private struct Body: Decodable {
        var connectionID: String
        var roleID: String
        var name: String?
        var pattern: String?
        var externalID: String?
        var organizationID: String?

        private enum CodingKeys: String, CodingKey {
            case name, pattern
            case connectionID = "connection_id"
            case roleID = "role_id"
            case externalID = "external_id"
            case organizationID = "organization_id"
        }

        /// Nil where there is not exactly one.
        var selector: GroupSelector? {
            let connection = Connection.ID(connectionID)
            let selectors: [GroupSelector?] = [
                name.map { .name($0, connection: connection) },
                pattern.map { .pattern(NamePattern($0), connection: connection) },
                externalID.map { .externalID($0, connection: connection) },
            ]
            let given = selectors.compactMap(\.self)
            return given.count == 1 ? given.first : nil
        }
    }
}

/// A mapping as the management API shows it.
private struct MappingBody: Encodable, Sendable {
    var connectionId: String
    var name: String?
    var pattern: String?
    var externalId: String?
    var roleId: String
    var organizationId: String?
    var expiresAt: String?
    /// `policy` or `api`.
    var origin: String
    var file: String?

    static let schema = Schema.object(
        "GroupRoleMapping",
        [
            .required("connection_id", .text()), .optional("name", .text()), .optional("pattern", .text()),
            .optional("external_id", .text()), .required("role_id", .text()), .optional("organization_id", .text()),
            .optional("expires_at", .instant), .required("origin", .text()), .optional("file", .text()),
        ]
    )

    /// Nil for what names a user, or a group by its id.
    init?(_ assignment: RoleAssignment) {
        guard case .groups(let selector) = assignment.holder else { return nil }
        switch selector {
        case .id: return nil
        case .name(let name, let connection): (self.name, connectionId) = (name, connection.rawValue)
        case .pattern(let pattern, let connection): (self.pattern, connectionId) = (pattern.text, connection.rawValue)
        case .externalID(let id, let connection): (externalId, connectionId) = (id, connection.rawValue)
        }
        roleId = assignment.role.rawValue
        if case .organization(let id) = assignment.scope { organizationId = id.rawValue }
        expiresAt = assignment.expires?.description
        let source = OriginBody(assignment.origin)
        origin = source.origin
        file = source.file
    }

    /// Unique: what tells assignments apart.
    var key: String {
        [connectionId, name ?? "", pattern ?? "", externalId ?? "", roleId, organizationId ?? "", origin, file ?? ""]
            .joined(separator: "\u{0}")
    }
}
