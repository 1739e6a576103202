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
        query: [QueryParameter("role_id", .identifier, isRequired: true, summary: "The role")],
        paging: .checkpoint,
        success: .init(.ok, .page(of: GroupBody.schema, named: "groups", .checkpoint)),
        refusals: [.notFound]
    ) { request in
        let access = try request.effectiveAccess(of: request.identifier("id"))
        return try await request.read { reader in try request.answerGroups(access, reader) }
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
        let bodies = try access.roles.map { try access.body(of: $0, from: reader) }
            .sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
        return try answer(bodies, named: "roles", by: \.key) { $0 }
    }

    /// Answers with the groups that give `role_id`.
    func answerGroups(_ access: EffectiveAccess, _ reader: any DirectoryReader) throws -> ManagementAnswer {
        let role = try reader.known(Role.ID(query["role_id"] ?? ""))
        let groups = try access.groups(giving: role.id).compactMap { try reader.group($0) }
        return try answer(groups, named: "groups", by: \.group.id.rawValue, show)
    }
}
