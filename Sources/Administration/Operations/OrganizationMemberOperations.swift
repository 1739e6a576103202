import AccessModel
import DirectoryStorage
import HTTPTypes

/// `/organizations/{id}/members`.
enum OrganizationMemberOperations {
    static let all = [list, add, remove]
    static let path = "\(OrganizationOperations.path)/members"
    /// The most users that one request names.
    private static let members = Schema.object([.required("members", .list(.identifier, 1...1_000))])

    private static let list = Operation(
        id: "get_organization_members",
        method: .get,
        path: path,
        summary: "List the members of an organization, in the order in which their accounts were made",
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
            return try request.answer(
                named: "members",
                count: { try reader.organizationMemberCount(of: organization) },
                part: { try reader.organizationMembers(of: organization, after: $0, limit: $1) },
                { user in
                    guard let record = try reader.user(user) else { throw ManagementError.unknownUser }
                    var body = OrganizationMemberBody(record)
                    if showsRoles {
                        body.roles = try reader.roles(of: user, in: organization, at: request.instant)
                            .map { OrganizationMemberBody.RoleName(id: $0.id.rawValue, name: $0.name) }
                    }
                    return body
                }
            )
        }
    }

    private static let add = Operation(
        id: "post_organization_members",
        method: .post,
        path: path,
        summary: "Make users members of an organization; those who are stay so",
        scopes: "create:organization_members",
        body: members,
        success: .noContent,
        refusals: [.notFound, .conflict]
    ) { request in
        let commit = try await request.commit { transaction in
            let organization = try request.organization(in: transaction).id
            for text in request.texts("members") {
                guard try transaction.user(User.ID(text)) != nil else { throw ManagementError.unknownUser }
                try transaction.addOrganizationMember(
                    OrganizationMember(organization: organization, user: User.ID(text))
                )
            }
            let limit = request.directory.settings.limits.membersPerOrganization
            guard try transaction.organizationMemberCount(of: organization) <= limit else {
                throw ManagementError(.conflict, "No more members can be added to this organization.")
            }
        }
        return .noContent(commit)
    }

    private static let remove = Operation(
        id: "delete_organization_members",
        method: .delete,
        path: path,
        summary: "Take users out of an organization, and the roles that they were given in it; their accounts stay",
        scopes: "delete:organization_members",
        body: members,
        success: .noContent,
        refusals: [.notFound, .conflict]
    ) { request in
        let commit = try await request.commit { transaction in
            let organization = try request.organization(in: transaction).id
            for user in request.texts("members").map({ User.ID($0) }) {
                try transaction.removeOrganizationMember(OrganizationMember(organization: organization, user: user))
                for assignment in try transaction.assignments(of: user)
                where assignment.scope == .organization(organization) && !assignment.origin.isPolicy {
                    try transaction.removeAssignment(assignment)
                }
            }
        }
        return .noContent(commit)
    }
}

extension ManagementRequest {
    /// Whether `fields` names the roles, which lists show to those alone who ask for them.
    fileprivate var asksForRoles: Bool {
        guard let fields = query["fields"], query.boolean("include_fields") ?? true else { return false }
        return fields.split(separator: ",").contains { $0.trimming(while: \.isWhitespace) == "roles" }
    }
}

extension Substring {
    fileprivate func trimming(while isTrimmed: (Character) -> Bool) -> Substring {
        let front = drop(while: isTrimmed)
        return front.lastIndex { !isTrimmed($0) }.map { front[...$0] } ?? ""
    }
}
