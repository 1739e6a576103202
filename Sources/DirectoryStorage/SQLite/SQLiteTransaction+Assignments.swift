import AccessModel
import GRDB

extension SQLiteTransaction {
    @discardableResult
    func addAssignment(_ assignment: RoleAssignment) throws(StoreError) -> Bool {
        let keys = try keys(of: assignment)
        try refuse(assignment.role, in: assignment.scope)
        if let stored = try stored(assignment, keys) {
            guard stored != assignment else { return false }
            try note(.removeAssignment(stored))
            try delete(assignment, keys)
        }
        try insert(assignment, keys)
        try note(.addAssignment(assignment))
        return true
    }

    /// What the assignment names may have ended already, and the assignment with it.
    @discardableResult
    func removeAssignment(_ assignment: RoleAssignment) throws(StoreError) -> Bool {
        guard let keys = try? keys(of: assignment) else { return false }
        try authorize(.assignment, RecordNames().name(of: assignment), of: assignment.origin)
        guard let stored = try stored(assignment, keys) else { return false }
        try delete(assignment, keys)
        try note(.removeAssignment(stored))
        return true
    }

    /// The assignment of the same content.
    private func stored(_ assignment: RoleAssignment, _ keys: Keys) throws(StoreError) -> RoleAssignment? {
        let expires = try session.first(
            "SELECT expires FROM role_assignments WHERE \(Self.sameContent)",
            keys.role,
            keys.holder.kind.rawValue,
            keys.holder.user ?? keys.holder.group ?? keys.holder.connection,
            keys.holder.selector,
            keys.organization ?? 0,
            assignment.origin.text
        ) { row in (row[0] as Int64?).map(Timestamp.init(nanoseconds:)) }
        guard let expires else { return nil }
        var stored = assignment
        stored.expires = expires
        return stored
    }

    private func insert(_ assignment: RoleAssignment, _ keys: Keys) throws(StoreError) {
        try session.run(
            """
            INSERT INTO role_assignments
              (role_key, holder_kind, user_key, group_key, connection_key, selector, organization_key, origin, expires)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            keys.role,
            keys.holder.kind.rawValue,
            keys.holder.user,
            keys.holder.group,
            keys.holder.connection,
            keys.holder.selector,
            keys.organization,
            assignment.origin.text,
            assignment.expires?.nanoseconds
        )
    }

    private func delete(_ assignment: RoleAssignment, _ keys: Keys) throws(StoreError) {
        try session.run(
            "DELETE FROM role_assignments WHERE \(Self.sameContent)",
            keys.role,
            keys.holder.kind.rawValue,
            keys.holder.user ?? keys.holder.group ?? keys.holder.connection,
            keys.holder.selector,
            keys.organization ?? 0,
            assignment.origin.text
        )
    }

    private static let sameContent = """
        role_key = ? AND holder_kind = ? AND coalesce(user_key, group_key, connection_key) = ? AND selector = ?
          AND coalesce(organization_key, 0) = ? AND origin = ?
        """

    private typealias Keys = (role: Int64, holder: Holder, organization: Int64?)

    private struct Holder {
        var kind: HolderKind
        var user: Int64?
        var group: Int64?
        var connection: Int64?
        var selector = ""
    }

    private func keys(of assignment: RoleAssignment) throws(StoreError) -> Keys {
        guard let role = try roleKey(assignment.role) else { throw .unknown(.role, assignment.role.rawValue) }
        switch assignment.scope {
        case .tenant: return try (role, holder(assignment.holder), nil)
        case .organization(let id):
            guard let organization = try organizationKey(id) else { throw .unknown(.organization, id.rawValue) }
            return try (role, holder(assignment.holder), organization)
        }
    }

    private func holder(_ holder: RoleAssignment.Holder) throws(StoreError) -> Holder {
        switch holder {
        case .user(let id):
            guard let key = try userKey(id) else { throw .unknown(.user, id.rawValue) }
            return Holder(kind: .user, user: key)
        case .groups(.id(let id)):
            guard let key = try groupKey(id) else { throw .unknown(.group, id.rawValue) }
            return Holder(kind: .group, group: key)
        case .groups(.name(let name, let connection)):
            return try Holder(kind: .groupName, connection: knownKey(connection), selector: name)
        case .groups(.externalID(let id, let connection)):
            return try Holder(kind: .groupExternalID, connection: knownKey(connection), selector: id)
        case .groups(.pattern(let pattern, let connection)):
            return try Holder(kind: .groupPattern, connection: knownKey(connection), selector: pattern.text)
        }
    }

    private func knownKey(_ connection: Connection.ID) throws(StoreError) -> Int64 {
        guard let key = try connectionKey(connection) else { throw .unknown(.connection, connection.rawValue) }
        return key
    }
}
