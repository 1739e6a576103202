import AccessModel
import DirectoryStorage
import HTTPTypes

/// `/groups/{id}/roles`, in the whole tenant.
enum GroupRoleOperations {
    static let all = [list, assign, remove, adopt]
    private static let path = "groups/{id}/roles"

    private static let list = Operation(
        id: "get_group_roles",
        method: .get,
        path: path,
        summary: "List the roles that the members of a group have through it, by name",
        scopes: "read:group_roles",
        paging: .checkpoint,
        success: .init(.ok, .page(of: RoleBody.grantedSchema, named: "roles", .checkpoint)),
        refusals: [.notFound]
    ) { request in
        let id: Group.ID = request.identifier("id")
        return try await request.read { reader in
            let group = try Grantee(id, in: reader)
            let roles = try GrantedRoles(of: group, in: .tenant, at: request.instant, from: reader)
            return try request.answer(roles.bodies, named: "roles", by: \.key) { $0 }
        }
    }

    private static let assign = Operation(
        id: "create_group_roles",
        method: .post,
        path: path,
        summary: "Assign roles to a group",
        scopes: "create:group_roles",
        body: RoleGrant.body,
        canRehearse: true,
        success: .noContent,
        refusals: [.notFound, .conflict]
    ) { request in
        let id: Group.ID = request.identifier("id")
        let roles = request.texts("roles").map { Role.ID($0) }
        let expires = try request.expiry()
        let limit = request.directory.settings.limits.ofGroup
        return try await request.change { transaction in
            let group = try Grantee(id, in: transaction)
            try RoleGrant(roles: roles, grantee: group, expires: expires).give(in: transaction, limit: limit)
        }
    }

    private static let remove = Operation(
        id: "delete_group_roles",
        method: .delete,
        path: path,
        summary: "Take roles from a group",
        scopes: "delete:group_roles",
        body: RoleGrant.removalBody,
        canRehearse: true,
        success: .noContent,
        refusals: [.notFound, .conflict]
    ) { request in
        let id: Group.ID = request.identifier("id")
        let roles = request.texts("roles").map { Role.ID($0) }
        return try await request.change { transaction in
            let group = try Grantee(id, in: transaction)
            try RoleGrant(roles: roles, grantee: group).take(in: transaction)
        }
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
            for scope in Set(adopted.map(\.scope)) { try limit.check(group, in: scope, transaction) }
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

extension RoleGrant {
    /// What a request says that assigns roles.
    static let body = Schema.object([.required("roles", .list(.identifier, 1...1_000)), .expiry])
    /// What a request says that takes roles away.
    static let removalBody = Schema.object([.required("roles", .list(.identifier, 1...1_000))])
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
