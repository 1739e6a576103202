import AccessModel
import GRDB

extension SQLiteReader {
    func permissionAssignments(of user: User.ID) throws(StoreError) -> [PermissionAssignment] {
        guard let key = try userKey(user) else { return [] }
        return try session.all(
            PermissionAssignment.select + "WHERE p.user_key = ? ORDER BY p.key",
            key,
            decode: PermissionAssignment.init(row:)
        )
    }

    /// Those of the connection's users.
    func permissionAssignments(ofConnection key: Int64) throws(StoreError) -> [PermissionAssignment] {
        try session.all(
            PermissionAssignment.select + "WHERE u.connection_key = ? ORDER BY p.key",
            key,
            decode: PermissionAssignment.init(row:)
        )
    }

    func permissionAssignments(ofAPI identifier: String) throws(StoreError) -> [PermissionAssignment] {
        try session.all(
            PermissionAssignment.select + "WHERE p.api = ? ORDER BY p.key",
            identifier,
            decode: PermissionAssignment.init(row:)
        )
    }

    func scanPermissionAssignments(_ visit: (PermissionAssignment) throws -> Void) throws {
        try session.scan(PermissionAssignment.select + "ORDER BY p.key") { row in
            try visit(PermissionAssignment(row: row))
            return .next
        }
    }
}

extension PermissionAssignment {
    fileprivate static let select = """
        SELECT u.id, p.api, p.permission, p.origin FROM permission_assignments p JOIN users u ON u.key = p.user_key

        """

    fileprivate init(row: Row) throws {
        try self.init(user: User.ID(row[0]), api: row[1], permission: row[2], origin: Origin(text: row[3]))
    }
}
