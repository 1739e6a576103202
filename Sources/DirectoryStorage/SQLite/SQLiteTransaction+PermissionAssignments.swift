import AccessModel
import GRDB

extension SQLiteTransaction {
    @discardableResult
    func addPermissionAssignment(_ assignment: PermissionAssignment) throws(StoreError) -> Bool {
        guard let user = try userKey(assignment.user) else { throw .unknown(.user, assignment.user.rawValue) }
        guard let api = try api(assignment.api) else { throw .unknown(.api, assignment.api) }
        guard api.permissions.contains(where: { $0.name.utf8.elementsEqual(assignment.permission.utf8) }) else {
            throw .unknown(.permission, assignment.permission)
        }
        try session.run(
            """
            INSERT INTO permission_assignments (user_key, api, permission, origin) VALUES (?, ?, ?, ?)
            ON CONFLICT DO NOTHING
            """,
            user,
            assignment.api,
            assignment.permission,
            assignment.origin.text
        )
        guard session.changeCount == 1 else { return false }
        try note(.addPermissionAssignment(assignment))
        return true
    }

    @discardableResult
    func removePermissionAssignment(_ assignment: PermissionAssignment) throws(StoreError) -> Bool {
        guard let user = try userKey(assignment.user) else { return false }
        try session.run(
            "DELETE FROM permission_assignments WHERE user_key = ? AND api = ? AND permission = ? AND origin = ?",
            user,
            assignment.api,
            assignment.permission,
            assignment.origin.text
        )
        guard session.changeCount == 1 else { return false }
        try note(.removePermissionAssignment(assignment))
        return true
    }

    /// Before the API is written.
    func endDirectAssignments(ofPermissionsLeaving api: API) throws(StoreError) {
        let kept = Set(api.permissions.map { Array($0.name.utf8) })
        for assignment in try permissionAssignments(ofAPI: api.identifier)
        where !kept.contains(Array(assignment.permission.utf8)) {
            try removePermissionAssignment(assignment)
        }
    }
}
