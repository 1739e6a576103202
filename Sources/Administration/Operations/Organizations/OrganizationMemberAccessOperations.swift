import AccessModel
import DirectoryStorage
import HTTPTypes

/// `/organizations/{id}/members/{user_id}/effective-roles`: what a member has in the organization, by whatever way.
///
/// To these belong, as in the claims of a login to the organization, the tenant roles that hold there. Who exists and is
/// no member has none.
enum OrganizationMemberAccessOperations {
    static let all = [listRoles, listGroups]
    static let member = "\(OrganizationMemberOperations.path)/{user_id}"
    private static let roles = "\(member)/effective-roles"

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
        try await request.read { reader in
            try request.answer(request.memberAccess(in: reader), reader)
        }
    }

    private static let listGroups = Operation(
        id: "get_organization_member_role_source_groups",
        method: .get,
        path: roles + "/sources/groups",
        summary: "List the groups through which a member has a role in the organization",
        scopes: "read:organization_member_role_source_groups",
        query: [QueryParameter("role_id", .identifier, isRequired: true, summary: "The role")],
        paging: .checkpoint,
        success: .init(.ok, .page(of: GroupBody.schema, named: "groups", .checkpoint)),
        refusals: [.notFound]
    ) { request in
        try await request.read { reader in
            try request.answerGroups(request.memberAccess(in: reader), reader)
        }
    }
}

extension ManagementRequest {
    /// What the user of the path has in the organization of the path.
    func memberAccess(in reader: any DirectoryReader) throws -> EffectiveAccess {
        let organization = try organization(in: reader).id
        let user = try reader.known(identifier("user_id") as User.ID).user.id
        return try effectiveAccess(of: user, in: organization)
    }
}
