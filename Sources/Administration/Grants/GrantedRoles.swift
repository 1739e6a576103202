import AccessModel
import DirectoryStorage

/// The roles that a user or group is given itself in one scope, by name.
///
/// Those of a group are given to it by id, by its name, by a pattern or by its external id.
struct GrantedRoles {
    private(set) var bodies: [RoleBody] = []

    init(
        of grantee: Grantee,
        in scope: RoleAssignment.Scope,
        at instant: Timestamp,
        from reader: any DirectoryReader
    ) throws {
        let assignments = try grantee.assignments(in: reader)
            .filter { $0.scope == scope && !$0.hasExpired(at: instant) }
        for (id, assignments) in Dictionary(grouping: assignments, by: \.role) {
            guard let role = try reader.role(id) else { continue }
            bodies.append(RoleBody(role, expires: Self.end(of: assignments)))
        }
        bodies.sort { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
    }

    /// When the last of them ends; nil where one never does.
    static func end(of assignments: [RoleAssignment]) -> Timestamp? {
        let ends = assignments.compactMap(\.expires)
        return ends.count == assignments.count ? ends.max() : nil
    }
}
