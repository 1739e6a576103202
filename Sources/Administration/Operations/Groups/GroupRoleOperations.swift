import AccessModel
import DirectoryStorage
import HTTPTypes

/// `/groups/{id}/roles`, in the whole tenant.
enum GroupRoleOperations {
    static let all = roles.operations + [adopt]

    private static let roles = RoleGrantForm(
        name: "group_roles",
        path: "groups/{id}/roles",
        grantee: "a group, for its members",
        scopes: (read: "read:group_roles", create: "create:group_roles", delete: "delete:group_roles"),
        paging: .checkpoint,
        limit: \.ofGroup
    ) { request, _, reader in
        RoleGrantForm.Target(grantee: try Grantee(request.identifier("id") as Group.ID, in: reader))
    }

    private static let adopt = Operation(
        id: "adopt_group",
        method: .post,
        path: "groups/{id}/adopt",
        summary: "Assign to a group what a deleted group of its connection and external id had",
        scopes: "create:group_roles",
        canRehearse: true,
        success: .init(.ok, AdoptionBody.schema),
        refusals: [.notFound, .conflict]
    ) { request in
        let id: Group.ID = request.identifier("id")
        let limit = request.directory.settings.limits.ofGroup
        return try await request.change { transaction in
            let group = try Grantee(id, in: transaction)
            let adopted = try transaction.adoptAssignments(of: id, now: request.instant)
            for assignment in adopted { try request.checkPlace(of: assignment, "create", in: transaction) }
            for scope in Set(adopted.map(\.scope)) {
                try limit.checkRoles(of: group, in: scope, at: request.instant, transaction)
                try limit.checkGroups(in: scope, at: request.instant, transaction)
            }
            return try adopted.map { try AdoptedRoleBody($0, in: transaction) }
        } answer: { commit in
            .ok(AdoptionBody(roles: commit.value), commit)
        }
    }
}

extension ManagementRequest {
    /// Refuses to change, by way of a connection's groups, what holds inside an organization to a caller who could not
    /// change it there.
    func checkPlace(
        of assignment: RoleAssignment,
        _ verb: String,
        in transaction: any DirectoryTransaction
    ) throws {
        guard assignment.scope != .tenant else { return }
        try caller.current(in: transaction).check(ScopeRule(stringLiteral: "\(verb):organization_group_roles"))
    }
}

/// What a group was assigned anew.
private struct AdoptionBody: Encodable, Sendable {
    var roles: [AdoptedRoleBody]

    static let schema = Schema.object([.required("roles", .list(AdoptedRoleBody.schema))])
}

private struct AdoptedRoleBody: Encodable, Sendable {
    var id: String
    var name: String
    /// In which the role holds; absent is the whole tenant.
    var organizationId: String?
    var expiresAt: String?

    static let schema = Schema.object([
        .required("id", .text()), .required("name", .text()), .optional("organization_id", .text()),
        .optional("expires_at", .instant),
    ])

    init(_ assignment: RoleAssignment, in reader: any DirectoryReader) throws {
        id = assignment.role.rawValue
        name = try reader.known(assignment.role).name
        if case .organization(let organization) = assignment.scope { organizationId = organization.rawValue }
        expiresAt = assignment.expires?.description
    }
}
