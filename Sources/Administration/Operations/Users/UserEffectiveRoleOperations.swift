import AccessIndex
import AccessModel
import DirectoryStorage
import HTTPTypes

/// `/users/{id}/effective-roles`: what a user has in the whole tenant, in the end.
enum UserEffectiveRoleOperations {
    static let all = [list, listGroups]
    private static let path = "users/{id}/effective-roles"

    private static let list = Operation(
        id: "get_user_effective_roles",
        method: .get,
        path: path,
        summary: "List the roles that a user has, directly, through groups and by inheritance",
        scopes: "read:user_effective_roles",
        paging: .checkpoint,
        success: .init(.ok, .page(of: EffectiveRoleBody.schema, named: "roles", .checkpoint)),
        refusals: [.notFound]
    ) { request in
        let access = try request.effectiveAccess(of: request.identifier("id"))
        return try await request.read { reader in try request.answer(access, reader) }
    }

    private static let listGroups = Operation(
        id: "get_user_role_source_groups",
        method: .get,
        path: path + "/sources/groups",
        summary: "List the groups through which a user has a role",
        scopes: "read:user_role_source_groups",
        query: [EffectiveRoleBody.roleParameter],
        paging: .checkpoint,
        success: .init(.ok, .page(of: GroupBody.schema, named: "groups", .checkpoint)),
        refusals: [.notFound]
    ) { request in
        try await request.answerGroupsGivingRole(to: request.identifier("id"))
    }
}

extension ManagementRequest {
    func effectiveAccess(of user: User.ID, in organization: Organization.ID? = nil) throws(ManagementError)
        -> EffectiveAccess
    {
        try EffectiveAccess(of: user, in: organization, from: directory.snapshot(), at: instant)
    }

    /// Answers with the roles.
    func answer(_ access: EffectiveAccess, _ reader: any DirectoryReader) throws -> ManagementAnswer {
        try answer(access.bodies(reader), named: "roles", by: \.key) { $0 }
    }

    /// Answers with the groups that give the user the role that the query names.
    func answerGroupsGivingRole(to user: User.ID, in organization: Organization.ID? = nil) async throws
        -> ManagementAnswer
    {
        let role = Role.ID(query["role_id"] ?? "")
        _ = try effectiveAccess(of: user, in: organization)
        let groups = directory.snapshot().groupsGiving(
            role,
            to: .user(user),
            organization: organization?.rawValue,
            at: instant
        )
        return try await read { reader in
            _ = try reader.known(role)
            let records = try groups.compactMap { try reader.group($0.id) }.sorted { $0.group.id < $1.group.id }
            return try answer(records, named: "groups", by: \.group.id.rawValue, show)
        }
    }
}
