import AccessModel
import DirectoryStorage
import HTTPTypes

/// `/organizations/{id}/members/{user_id}/roles`: those given to a member directly.
enum OrganizationMemberRoleOperations {
    static let all = RoleGrantForm(
        name: "organization_member_roles",
        assigningVerb: "post",
        path: "\(OrganizationMemberOperations.path)/{user_id}/roles",
        grantee: "a member of an organization directly",
        scopes: (
            read: "read:organization_member_roles",
            create: "create:organization_member_roles",
            delete: "delete:organization_member_roles"
        ),
        paging: .offset,
        limit: \.ofOrganizationMember
    ) { request, purpose, reader in
        let user: User.ID = request.identifier("user_id")
        let organization = try request.organization(in: reader).id
        let isMember = try reader.isMember(OrganizationMember(organization: organization, user: user))
        let grantee = try Grantee(user, in: reader)
        guard isMember || purpose != .assign else {
            throw ManagementError(.notFound, "The user is not a member of the organization.")
        }
        return RoleGrantForm.Target(grantee: grantee, scope: .organization(organization), hasEffect: isMember)
    }.operations
}
