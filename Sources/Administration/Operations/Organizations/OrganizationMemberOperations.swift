import AccessModel
import DirectoryStorage
import Foundation
import HTTPTypes

/// `/organizations/{id}/members`.
enum OrganizationMemberOperations {
    static let all = [list, add, remove]
    static let path = "\(OrganizationOperations.path)/members"
    private static let members = Schema.object([.required("members", .list(.identifier, 1...1_000))])

    private static let list = Operation(
        id: "get_organization_members",
        method: .get,
        path: path,
        summary: "List the members of an organization; their roles where `fields` names them",
        scopes: "read:organization_members",
        paging: .either,
        canProject: true,
        success: .init(.ok, .page(of: OrganizationMemberBody.schema, named: "members", .either)),
        refusals: [.notFound]
    ) { request in
        let showsRoles = request.asksForRoles
        if showsRoles { try request.caller.check("read:organization_member_roles") }
        return try await request.read { reader in
            let organization = try request.organization(in: reader).id
            var profiles = UserProfiles(reader, of: request.directory.settings.userType)
            return try request.answer(
                named: "members",
                count: { try reader.organizationMemberCount(of: organization) },
                part: { try reader.organizationMembers(of: organization, after: $0, limit: $1) }
            ) { user in
                let roles =
                    try showsRoles ? request.roles(of: .user(user), in: .organization(organization), reader) : nil
                let record = try reader.known(user)
                return OrganizationMemberBody(record, try profiles.profile(of: record), roles: roles)
            }
        }
    }

    private static let add = Operation(
        id: "post_organization_members",
        method: .post,
        path: path,
        summary: "Make users members of an organization; those who are stay so",
        scopes: "create:organization_members",
        body: members,
        canRehearse: true,
        success: .noContent,
        refusals: [.notFound, .conflict]
    ) { request in
        let limit = request.directory.settings.limits.membersPerOrganization
        return try await request.change { transaction in
            let organization = try request.organization(in: transaction).id
            var isNew = false
            for user in request.texts("members").map({ User.ID($0) }) {
                _ = try transaction.known(user)
                let member = OrganizationMember(organization: organization, user: user)
                if try transaction.addOrganizationMember(member) { isNew = true }
            }
            guard try !isNew || transaction.organizationMemberCount(of: organization) <= limit else {
                throw ManagementError(.conflict, "No more members can be added to this organization.")
            }
        }
    }

    private static let remove = Operation(
        id: "delete_organization_members",
        method: .delete,
        path: path,
        summary: "Take users out of an organization, and the roles that they were given in it; their accounts stay",
        scopes: "delete:organization_members",
        body: members,
        canRehearse: true,
        success: .noContent,
        refusals: [.notFound]
    ) { request in
        try await request.change { transaction in
            let organization = try request.organization(in: transaction).id
            for user in request.texts("members").map({ User.ID($0) }) {
                try transaction.removeOrganizationMember(OrganizationMember(organization: organization, user: user))
                // Whoever joins again by a login starts without what was given before.
                for assignment in try transaction.assignments(of: user)
                where assignment.scope == .organization(organization) && assignment.origin == .api {
                    try transaction.removeAssignment(assignment)
                }
            }
        }
    }
}

extension ManagementRequest {
    /// Whether `fields` names the roles, which lists show to those alone who ask for them.
    fileprivate var asksForRoles: Bool {
        guard let fields = query["fields"], query.boolean("include_fields") ?? true else { return false }
        return fields.split(separator: ",").contains { $0.trimmingCharacters(in: .whitespaces) == "roles" }
    }
}
