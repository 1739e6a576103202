import AccessModel
import GRDB

extension SQLiteReader {
    func assignments() throws(StoreError) -> [RoleAssignment] {
        try session.all(RoleAssignment.select + "ORDER BY a.key", decode: RoleAssignment.init(row:))
    }

    func assignments(of role: Role.ID) throws(StoreError) -> [RoleAssignment] {
        try session.all(
            RoleAssignment.select + "WHERE r.id = ? ORDER BY a.key",
            role.rawValue,
            decode: RoleAssignment.init(row:)
        )
    }

    func assignments(of user: User.ID) throws(StoreError) -> [RoleAssignment] {
        guard let key = try userKey(user) else { return [] }
        return try session.all(
            RoleAssignment.select + "WHERE a.user_key = ? ORDER BY a.key",
            key,
            decode: RoleAssignment.init(row:)
        )
    }

    func assignments(of organization: Organization.ID) throws(StoreError) -> [RoleAssignment] {
        guard let key = try organizationKey(organization) else { return [] }
        return try session.all(
            RoleAssignment.select + "WHERE a.organization_key = ? ORDER BY a.key",
            key,
            decode: RoleAssignment.init(row:)
        )
    }

    func assignments(to group: Group.ID) throws(StoreError) -> [RoleAssignment] {
        guard let key = try groupKey(group) else { return [] }
        return try session.all(
            RoleAssignment.select + "WHERE a.group_key = ? ORDER BY a.key",
            key,
            decode: RoleAssignment.init(row:)
        )
    }

    func groupAssignments(of role: Role.ID) throws(StoreError) -> [RoleAssignment] {
        guard let key = try roleKey(role) else { return [] }
        return try session.all(
            RoleAssignment.select
                + "WHERE a.role_key = ? AND a.holder_kind > \(HolderKind.user.rawValue) ORDER BY a.key",
            key,
            decode: RoleAssignment.init(row:)
        )
    }

    func groupRoleMappings(of connection: Connection.ID?) throws(StoreError) -> [RoleAssignment] {
        guard let connection else {
            return try session.all(
                RoleAssignment.select + "WHERE a.connection_key IS NOT NULL ORDER BY a.key",
                decode: RoleAssignment.init(row:)
            )
        }
        guard let key = try connectionKey(connection) else { return [] }
        return try assignments(selectingGroupsOf: key)
    }

    func groupRoleCounts(
        in scope: RoleAssignment.Scope,
        at instant: Timestamp
    ) throws(StoreError) -> GroupRoleCounts {
        let condition =
            switch scope {
            case .tenant: "organization_key IS NULL"
            case .organization: "organization_key = (SELECT key FROM organizations WHERE id = ?)"
            }
        var arguments: [(any DatabaseValueConvertible)?] = [instant.nanoseconds]
        if case .organization(let id) = scope { arguments.append(id.rawValue) }
        let counts = try session.all(
            """
            SELECT count(DISTINCT role_key), count(DISTINCT group_key) FROM role_assignments
            WHERE group_key IS NOT NULL AND (expires IS NULL OR expires > ?) AND \(condition)
            """,
            arguments: arguments
        ) { GroupRoleCounts(roles: $0[0], groups: $0[1]) }
        return counts.first ?? GroupRoleCounts(roles: 0, groups: 0)
    }

    func assignments(selectingGroupsOf connection: Int64) throws(StoreError) -> [RoleAssignment] {
        try session.all(
            RoleAssignment.select + "WHERE a.connection_key = ? ORDER BY a.key",
            connection,
            decode: RoleAssignment.init(row:)
        )
    }

    func policyAssignments() throws(StoreError) -> [RoleAssignment] {
        try session.all(
            RoleAssignment.select + "WHERE a.origin >= ? AND a.origin < ? ORDER BY a.key",
            Origin.policyPrefix,
            Origin.policyEnd,
            decode: RoleAssignment.init(row:)
        )
    }
}

/// Which column of an assignment holds what its holder is.
enum HolderKind: Int64 {
    case user = 0
    case group = 1
    case groupName = 2
    case groupExternalID = 3
    case groupPattern = 4
}

extension RoleAssignment {
    fileprivate static let select = """
        SELECT r.id, a.holder_kind, u.id, g.id, c.id, a.selector, o.id, a.origin, a.expires
        FROM role_assignments a
        JOIN roles r ON r.key = a.role_key LEFT JOIN users u ON u.key = a.user_key
        LEFT JOIN groups g ON g.key = a.group_key LEFT JOIN connections c ON c.key = a.connection_key
        LEFT JOIN organizations o ON o.key = a.organization_key

        """

    fileprivate init(row: Row) throws {
        try self.init(
            role: Role.ID(row[0]),
            holder: Holder(row: row),
            scope: (row[6] as String?).map { .organization(Organization.ID($0)) } ?? .tenant,
            origin: Origin(text: row[7]),
            expires: (row[8] as Int64?).map(Timestamp.init(nanoseconds:))
        )
    }
}

extension RoleAssignment.Holder {
    fileprivate init(row: Row) throws {
        let names = (user: row[2] as String?, group: row[3] as String?, connection: row[4] as String?)
        switch (HolderKind(rawValue: row[1]), names.user ?? names.group ?? names.connection) {
        case (.user, let id?): self = .user(User.ID(id))
        case (.group, let id?): self = .groups(.id(Group.ID(id)))
        case (.groupName, let id?): self = .groups(.name(row[5], connection: Connection.ID(id)))
        case (.groupExternalID, let id?): self = .groups(.externalID(row[5], connection: Connection.ID(id)))
        case (.groupPattern, let id?):
            self = .groups(.pattern(NamePattern(row[5]), connection: Connection.ID(id)))
        case (nil, _), (_, nil): throw StoreError.corrupt("an assignment cannot be read")
        }
    }
}
