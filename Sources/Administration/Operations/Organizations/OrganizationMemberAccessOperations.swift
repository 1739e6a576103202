import AccessModel
import DirectoryStorage
import HTTPTypes

/// `/organizations/{id}/members/{user_id}/effective-roles` and `…/effective-permissions`: what a member has in the
/// organization, by whatever way.
///
/// To these belong, as in the claims of a login to the organization, the tenant roles that hold there. Who exists and is
/// no member has nothing.
enum OrganizationMemberAccessOperations {
    static let all = [listRoles, listGroups, listPermissions, listPermissionRoles]
    private static let roles = "\(OrganizationMemberOperations.path)/{user_id}/effective-roles"
    private static let permissions = "\(OrganizationMemberOperations.path)/{user_id}/effective-permissions"

    private static let listRoles = Operation(
        id: "get_organization_member_effective_roles",
        method: .get,
        path: roles,
        summary: "List the roles that a member has in the organization, and where they come from",
        scopes: "read:organization_member_effective_roles",
        paging: .checkpoint,
        success: .init(.ok, .page(of: EffectiveRoleBody.schema, named: "roles", .checkpoint)),
        refusals: [.notFound]
    ) { request in
        let (organization, user) = try await request.memberOfPath()
        let access = try request.effectiveAccess(of: user, in: organization)
        return try await request.read { reader in try request.answer(access, reader) }
    }

    private static let listGroups = Operation(
        id: "get_organization_member_role_source_groups",
        method: .get,
        path: roles + "/sources/groups",
        summary: "List the groups through which a member has a role in the organization",
        scopes: "read:organization_member_role_source_groups",
        query: [EffectiveRoleBody.roleParameter],
        paging: .checkpoint,
        success: .init(.ok, .page(of: GroupBody.schema, named: "groups", .checkpoint)),
        refusals: [.notFound]
    ) { request in
        let (organization, user) = try await request.memberOfPath()
        return try await request.answerGroupsGivingRole(to: user, in: organization)
    }

    private static let listPermissions = Operation(
        id: "get_organization_member_effective_permissions",
        method: .get,
        path: permissions,
        summary: "List the permissions of an API that a member has in the organization",
        scopes: "read:organization_member_effective_permissions",
        query: [EffectivePermissionBody.apiParameter],
        paging: .checkpoint,
        success: .init(.ok, .page(of: EffectivePermissionBody.schema, named: "permissions", .checkpoint)),
        refusals: [.notFound]
    ) { request in
        let (organization, user) = try await request.memberOfPath()
        return try await request.answerEffectivePermissions(of: user, in: organization)
    }

    private static let listPermissionRoles = Operation(
        id: "get_organization_member_permission_source_roles",
        method: .get,
        path: permissions + "/sources/effective-roles",
        summary: "List the roles that give a member a permission of an API in the organization",
        scopes: "read:organization_member_permission_source_roles",
        query: [EffectivePermissionBody.apiParameter, EffectivePermissionBody.nameParameter],
        paging: .checkpoint,
        success: .init(.ok, .page(of: EffectiveRoleBody.schema, named: "roles", .checkpoint)),
        refusals: [.notFound]
    ) { request in
        let (organization, user) = try await request.memberOfPath()
        return try await request.answerRolesGivingPermission(to: user, in: organization)
    }
}

extension ManagementRequest {
    /// The organization and the user of the path, both of which exist. The index would take a name for an id.
    fileprivate func memberOfPath() async throws -> (Organization.ID, User.ID) {
        try await read { reader in
            (try organization(in: reader).id, try reader.known(identifier("user_id") as User.ID).user.id)
        }
    }
}
