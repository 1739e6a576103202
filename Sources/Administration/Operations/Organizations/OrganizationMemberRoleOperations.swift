import AccessModel
import DirectoryStorage
import HTTPTypes

/// `/organizations/{id}/members/{user_id}/roles`: those given to a member directly.
enum OrganizationMemberRoleOperations {
    static let all = [list, assign, remove]
    private static let path = "\(OrganizationMemberOperations.path)/{user_id}/roles"

    private static let list = Operation(
        id: "get_organization_member_roles",
        method: .get,
        path: path,
        summary: "List the roles that are assigned to a member directly in the organization, by name",
        scopes: "read:organization_member_roles",
        paging: .offset,
        success: .init(.ok, .page(of: RoleBody.grantedSchema, named: "roles", .offset)),
        refusals: [.notFound]
    ) { request in
        let user: User.ID = request.identifier("user_id")
        return try await request.read { reader in
            let organization = try request.organization(in: reader).id
            let isMember = try reader.isMember(OrganizationMember(organization: organization, user: user))
            let grantee = try Grantee(user, in: reader)
            let roles = try isMember ? request.roles(of: grantee, in: organization, reader).bodies : []
            return try request.answer(roles, named: "roles", by: \.key) { $0 }
        }
    }

    private static let assign = Operation(
        id: "post_organization_member_roles",
        method: .post,
        path: path,
        summary: "Assign roles to a member directly in the organization",
        scopes: "create:organization_member_roles",
        body: RoleGrant.body,
        canRehearse: true,
        success: .noContent,
        refusals: [.notFound, .conflict]
    ) { request in
        let user: User.ID = request.identifier("user_id")
        let expires = try request.expiry()
        let limit = request.directory.settings.limits.ofOrganizationMember
        return try await request.change { transaction in
            var grant = try makeGrant(request, to: user, in: transaction)
            grant.expires = expires
            let organization = try request.organization(in: transaction).id
            guard try transaction.isMember(OrganizationMember(organization: organization, user: user)) else {
                throw ManagementError(.notFound, "The user is not a member of the organization.")
            }
            try grant.give(in: transaction, limit: limit)
        }
    }

    private static let remove = Operation(
        id: "delete_organization_member_roles",
        method: .delete,
        path: path,
        summary: "Take roles from a member that are assigned directly in the organization",
        scopes: "delete:organization_member_roles",
        body: RoleGrant.removalBody,
        canRehearse: true,
        success: .noContent,
        refusals: [.notFound, .conflict]
    ) { request in
        let user: User.ID = request.identifier("user_id")
        return try await request.change { transaction in
            try makeGrant(request, to: user, in: transaction).take(in: transaction)
        }
    }

    private static func makeGrant(
        _ request: ManagementRequest,
        to user: User.ID,
        in reader: any DirectoryReader
    ) throws -> RoleGrant {
        try RoleGrant(
            roles: request.texts("roles").map { Role.ID($0) },
            grantee: Grantee(user, in: reader),
            scope: .organization(request.organization(in: reader).id)
        )
    }
}
