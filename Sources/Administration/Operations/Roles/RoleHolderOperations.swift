import AccessModel
import DirectoryStorage
import HTTPTypes

/// `/roles/{id}/groups` and `/roles/{id}/users`, in the whole tenant.
enum RoleHolderOperations {
    static let all = [listGroups, assignGroups, removeGroups, listUsers, assignUsers]
    private static let groups = "roles/{id}/groups"
    private static let users = "roles/{id}/users"

    private static let listGroups = Operation(
        id: "get_role_groups",
        method: .get,
        path: groups,
        summary: "List the groups whose members have a role through them",
        scopes: "read:group_roles",
        paging: .checkpoint,
        success: .init(.ok, .page(of: GroupBody.schema, named: "groups", .checkpoint)),
        refusals: [.notFound]
    ) { request in
        let id: Role.ID = request.identifier("id")
        return try await request.read { reader in
            _ = try reader.known(id)
            let groups = try reader.groups(given: id, in: .tenant, at: request.instant)
            return try request.answer(groups, named: "groups", by: \.group.id.rawValue, request.show)
        }
    }

    private static let assignGroups = Operation(
        id: "create_role_groups",
        method: .post,
        path: groups,
        summary: "Assign a role to groups",
        scopes: "create:group_roles",
        body: .object([.required("groups", .list(.identifier, 1...1_000)), .expiry]),
        canRehearse: true,
        success: .noContent,
        refusals: [.notFound, .conflict]
    ) { request in
        let id: Role.ID = request.identifier("id")
        let groups = request.texts("groups").map { Group.ID($0) }
        let expires = try request.expiry()
        let limit = request.directory.settings.limits.ofGroup
        return try await request.change { transaction in
            _ = try transaction.known(id)
            let grantees = try groups.map { try Grantee($0, in: transaction) }
            let grant = RoleGrant(roles: [id], grantees: grantees, expires: expires, instant: request.instant)
            try grant.give(in: transaction, limit: limit)
        }
    }

    private static let removeGroups = Operation(
        id: "delete_role_groups",
        method: .delete,
        path: groups,
        summary: "Take a role from groups",
        scopes: "delete:group_roles",
        body: .object([.required("groups", .list(.identifier, 1...1_000))]),
        canRehearse: true,
        success: .noContent,
        refusals: [.notFound, .conflict]
    ) { request in
        let id: Role.ID = request.identifier("id")
        let groups = request.texts("groups").map { Group.ID($0) }
        return try await request.change { transaction in
            _ = try transaction.known(id)
            let grantees = try groups.map { try Grantee($0, in: transaction) }
            try RoleGrant(roles: [id], grantees: grantees, instant: request.instant).take(in: transaction)
        }
    }

    private static let listUsers = Operation(
        id: "get_role_users",
        method: .get,
        path: users,
        summary: "List the users to whom a role is assigned directly",
        scopes: ["read:users read:roles", "read:role_members"],
        paging: .either,
        success: .init(.ok, .page(of: UserSummaryBody.schema, named: "users", .either)),
        refusals: [.notFound]
    ) { request in
        let id: Role.ID = request.identifier("id")
        let instant = request.instant
        return try await request.read { reader in
            _ = try reader.known(id)
            var profiles = UserProfiles(reader, of: request.directory.settings.userType)
            return try request.answer(
                named: "users",
                count: { try reader.userCount(holding: id, in: .tenant, at: instant) },
                part: { try reader.users(holding: id, in: .tenant, at: instant, after: $0, limit: $1) }
            ) { UserSummaryBody($0, try profiles.profile(of: $0)) }
        }
    }

    private static let assignUsers = Operation(
        id: "create_role_users",
        method: .post,
        path: users,
        summary: "Assign a role to users directly",
        scopes: ["update:roles", "create:role_members"],
        body: .object([.required("users", .list(.identifier, 1...1_000)), .expiry]),
        canRehearse: true,
        success: .init(.ok),
        refusals: [.notFound, .conflict]
    ) { request in
        let id: Role.ID = request.identifier("id")
        let users = request.texts("users").map { User.ID($0) }
        let expires = try request.expiry()
        let limit = request.directory.settings.limits.ofUser
        return try await request.change { transaction in
            _ = try transaction.known(id)
            let grantees = try users.map { try Grantee($0, in: transaction) }
            let grant = RoleGrant(roles: [id], grantees: grantees, expires: expires, instant: request.instant)
            try grant.give(in: transaction, limit: limit)
        } answer: { commit in
            ManagementAnswer(status: .ok, revision: commit.revision)
        }
    }
}

extension DirectoryReader {
    /// The groups that are given the role themselves in the very scope, by whatever names them, by id.
    func groups(given role: Role.ID, in scope: RoleAssignment.Scope, at instant: Timestamp) throws -> [GroupRecord] {
        var found: [Group.ID: GroupRecord] = [:]
        for assignment in try groupAssignments(of: role)
        where assignment.scope == scope && !assignment.hasExpired(at: instant) {
            guard case .groups(let selector) = assignment.holder else { continue }
            for record in try groups(selector) { found[record.group.id] = record }
        }
        return found.values.sorted { $0.group.id < $1.group.id }
    }

    /// Those that the selector means now.
    private func groups(_ selector: GroupSelector) throws -> [GroupRecord] {
        switch selector {
        case .id(let id): return try group(id).map { [$0] } ?? []
        case .name(let name, let connection):
            return try groups(foldedName: name.caseFolded, in: connection).filter { selector.selects($0.group) }
        case .externalID(let id, let connection): return try groups(externalID: id, in: connection)
        case .pattern(_, let connection):
            var matching: [GroupRecord] = []
            try scanGroups(in: connection) { record in
                if selector.selects(record.group) { matching.append(record) }
                return .next
            }
            return matching
        }
    }
}
