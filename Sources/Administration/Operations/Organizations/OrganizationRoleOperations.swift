import AccessModel
import DirectoryStorage
import HTTPTypes

/// `/organizations/{id}/roles/{role_id}`: who is given a role in an organization.
enum OrganizationRoleOperations {
    static let all = [listGroups, listMembers]
    private static let path = "\(OrganizationOperations.path)/roles/{role_id}"

    private static let listGroups = Operation(
        id: "get_organization_role_groups",
        method: .get,
        path: path + "/groups",
        summary: "List the groups that are given a role in the organization, of the connections enabled there",
        scopes: ["read:roles read:organization_groups"],
        paging: .checkpoint,
        success: .init(.ok, .page(of: GroupBody.schema, named: "groups", .checkpoint)),
        refusals: [.notFound]
    ) { request in
        try await request.read { reader in
            let organization = try request.organization(in: reader).id
            let role = try reader.known(request.identifier("role_id") as Role.ID).id
            let enabled = try Set(
                reader.organizationConnections(of: organization).filter(\.isEnabled).map(\.connection)
            )
            let groups = try reader.groups(given: role, in: .organization(organization), at: request.instant)
                .filter { enabled.contains($0.group.connection) }
            return try request.answer(groups, named: "groups", by: \.group.id.rawValue, request.show)
        }
    }

    private static let listMembers = Operation(
        id: "get_organization_role_members",
        method: .get,
        path: path + "/members",
        summary: "List the members to whom a role is assigned directly in the organization",
        scopes: ["read:roles read:organization_members"],
        paging: .checkpoint,
        canProject: true,
        success: .init(.ok, .page(of: UserSummaryBody.schema, named: "members", .checkpoint)),
        refusals: [.notFound]
    ) { request in
        try await request.read { reader in
            let organization = try request.organization(in: reader).id
            let role = try reader.known(request.identifier("role_id") as Role.ID).id
            var profiles = UserProfiles(reader, of: request.directory.settings.userType)
            return try request.answer(
                named: "members",
                count: { 0 },
                part: { position, limit in
                    var page = try reader.users(
                        holding: role,
                        in: .organization(organization),
                        at: request.instant,
                        after: position,
                        limit: limit
                    )
                    page.elements = try page.elements.filter { record in
                        try reader.isMember(OrganizationMember(organization: organization, user: record.user.id))
                    }
                    return page
                }
            ) { UserSummaryBody($0, try profiles.profile(of: $0)) }
        }
    }
}
