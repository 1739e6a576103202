import AccessModel
import DirectoryStorage
import HTTPTypes

/// `/organizations/{id}/groups`: those of the connections that are enabled there, and the roles that they are given in
/// the organization.
enum OrganizationGroupOperations {
    static let all = [list] + roles.operations
    private static let path = "\(OrganizationOperations.path)/groups"

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

    private static let roles = RoleGrantForm(
        name: "organization_group_roles",
        path: "\(path)/{group_id}/roles",
        grantee: "a group in an organization",
        scopes: (
            read: "read:organization_group_roles",
            create: "create:organization_group_roles",
            delete: "delete:organization_group_roles"
        ),
        paging: .checkpoint,
        limit: \.ofOrganizationGroup
    ) { request, _, reader in
        let (organization, group) = try request.organizationGroup(in: reader)
        return RoleGrantForm.Target(grantee: group, scope: .organization(organization))
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
