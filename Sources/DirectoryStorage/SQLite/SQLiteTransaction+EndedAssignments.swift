import AccessModel
import GRDB

extension SQLiteTransaction {
    /// Remembers what the API has assigned to the group by its id. Before the group is deleted.
    func keepAssignments(ofGroup key: Int64, now: Timestamp) throws(StoreError) {
        try session.run(
            """
            INSERT INTO ended_assignments (connection_key, external_id, role_key, organization_key, expires, ended)
            SELECT g.connection_key, g.external_id, a.role_key, a.organization_key, a.expires, ?
            FROM role_assignments a JOIN groups g ON g.key = a.group_key
            WHERE a.group_key = ? AND g.external_id IS NOT NULL AND a.origin = ?
            """,
            now.nanoseconds,
            key,
            Origin.api.text
        )
    }

    func adoptAssignments(of group: Group.ID, now: Timestamp) throws(StoreError) -> [RoleAssignment] {
        guard let record = try self.group(group), let owner = try connectionKey(record.group.connection) else {
            throw .unknown(.group, group.rawValue)
        }
        guard let externalID = record.group.externalID else { return [] }
        let held = Set(try assignments(to: group).map(\.content))
        let adopted = try endedAssignments(externalID: externalID, owner: owner, of: group)
            .filter { !$0.hasExpired(at: now) && !held.contains($0.content) }
        try whole { () throws(StoreError) in
            for assignment in adopted { try addAssignment(assignment) }
            try session.run(
                "DELETE FROM ended_assignments WHERE connection_key = ? AND external_id = ?",
                owner,
                externalID
            )
        }
        return adopted
    }

    @discardableResult
    func forgetEndedAssignments(before instant: Timestamp) throws(StoreError) -> Int {
        try session.run("DELETE FROM ended_assignments WHERE ended < ?", instant.nanoseconds)
        return session.changeCount
    }

    /// As the group would have them, each role once in each scope: as it was when it ended last.
    private func endedAssignments(externalID: String, owner: Int64, of group: Group.ID) throws(StoreError)
        -> [RoleAssignment]
    {
        try session.all(
            """
            SELECT r.id, o.id, e.expires, max(e.key) FROM ended_assignments e JOIN roles r ON r.key = e.role_key
            LEFT JOIN organizations o ON o.key = e.organization_key
            WHERE e.connection_key = ? AND e.external_id = ? GROUP BY e.role_key, e.organization_key ORDER BY r.id, o.id
            """,
            owner,
            externalID
        ) { row in
            RoleAssignment(
                role: Role.ID(row[0]),
                holder: .groups(.id(group)),
                scope: (row[1] as String?).map { .organization(Organization.ID($0)) } ?? .tenant,
                origin: .api,
                expires: (row[2] as Int64?).map(Timestamp.init(nanoseconds:))
            )
        }
    }
}
