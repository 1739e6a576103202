import AccessModel
import DirectoryStorage
import HTTPTypes

/// `/organizations/{id}/groups`: those of the connections that are enabled there, and the roles that they are given in
/// the organization.
enum OrganizationGroupOperations {
    static let all = [list, listRoles, assign, remove]
    private static let path = "\(OrganizationOperations.path)/groups"
    private static let roles = "\(path)/{group_id}/roles"

    private static let list = Operation(
        id: "get_organization_groups",
        method: .get,
        path: path,
        summary: "List the groups of the connections that are enabled for an organization",
        scopes: "read:organization_groups",
        paging: .checkpoint,
        success: .init(.ok, .page(of: GroupBody.schema, named: "groups", .checkpoint)),
        refusals: [.notFound]
    ) { request in
        try await request.read { reader in
            let organization = try request.organization(in: reader).id
            return try request.answer(
                named: "groups",
                count: { 0 },
                part: { try reader.groups(of: organization, after: $0, limit: $1) },
                request.show
            )
        }
    }

    private static let listRoles = Operation(
        id: "get_organization_group_roles",
        method: .get,
        path: roles,
        summary: "List the roles that a group is given in the organization, by name",
        scopes: "read:organization_group_roles",
        paging: .checkpoint,
        success: .init(.ok, .page(of: RoleBody.grantedSchema, named: "roles", .checkpoint)),
        refusals: [.notFound]
    ) { request in
        try await request.read { reader in
            let (organization, group) = try request.organizationGroup(in: reader)
            let roles = try request.roles(of: group, in: organization, reader).bodies
            return try request.answer(roles, named: "roles", by: \.key) { $0 }
        }
    }

    private static let assign = Operation(
        id: "create_organization_group_roles",
        method: .post,
        path: roles,
        summary: "Give roles to a group in the organization",
        scopes: "create:organization_group_roles",
        body: RoleGrant.body,
        canRehearse: true,
        success: .noContent,
        refusals: [.notFound, .conflict]
    ) { request in
        let expires = try request.expiry()
        let limit = request.directory.settings.limits.ofOrganizationGroup
        return try await request.change { transaction in
            var grant = try makeGrant(request, in: transaction)
            grant.expires = expires
            try grant.give(in: transaction, limit: limit)
        }
    }

    private static let remove = Operation(
        id: "delete_organization_group_roles",
        method: .delete,
        path: roles,
        summary: "Take roles from a group in the organization",
        scopes: "delete:organization_group_roles",
        body: RoleGrant.removalBody,
        canRehearse: true,
        success: .noContent,
        refusals: [.notFound, .conflict]
    ) { request in
        try await request.change { transaction in try makeGrant(request, in: transaction).take(in: transaction) }
    }

    private static func makeGrant(_ request: ManagementRequest, in reader: any DirectoryReader) throws -> RoleGrant {
        let (organization, group) = try request.organizationGroup(in: reader)
        return RoleGrant(
            roles: request.texts("roles").map { Role.ID($0) },
            grantee: group,
            scope: .organization(organization)
        )
    }
}

extension ManagementRequest {
    /// The organization and the group that the path names, where a connection brings the one to the other.
    fileprivate func organizationGroup(in reader: any DirectoryReader) throws -> (Organization.ID, Grantee) {
        let organization = try organization(in: reader).id
        let group = try reader.known(identifier("group_id") as Group.ID).group
        let isThere = try reader.organizationConnections(of: organization).contains { link in
            link.connection == group.connection && link.isEnabled
        }
        guard isThere else { throw ManagementError.unknownGroup }
        return (organization, .group(group))
    }
}
