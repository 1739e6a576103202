import AccessModel
import DirectoryStorage
import HTTPTypes

/// `/users/{id}/roles`: those assigned directly, in the whole tenant.
enum UserRoleOperations {
    static let all = [list, assign, remove]
    private static let path = "users/{id}/roles"

    private static let list = Operation(
        id: "get_user_roles",
        method: .get,
        path: path,
        summary: "List the roles that are assigned to a user directly, by name",
        scopes: ["read:users read:roles", "read:role_members"],
        paging: .offset,
        success: .init(.ok, .page(of: RoleBody.grantedSchema, named: "roles", .offset)),
        refusals: [.notFound]
    ) { request in
        let id: User.ID = request.identifier("id")
        return try await request.read { reader in
            let user = try Grantee(id, in: reader)
            let roles = try GrantedRoles(of: user, in: .tenant, at: request.instant, from: reader)
            return try request.answer(roles.bodies, named: "roles", by: \.key) { $0 }
        }
    }

    private static let assign = Operation(
        id: "create_user_roles",
        method: .post,
        path: path,
        summary: "Assign roles to a user directly",
        scopes: ["update:users", "create:role_members"],
        body: RoleGrant.body,
        canRehearse: true,
        success: .noContent,
        refusals: [.notFound, .conflict]
    ) { request in
        let id: User.ID = request.identifier("id")
        let roles = request.texts("roles").map { Role.ID($0) }
        let expires = try request.expiry()
        let limit = request.directory.settings.limits.ofUser
        return try await request.change { transaction in
            let user = try Grantee(id, in: transaction)
            try RoleGrant(roles: roles, grantee: user, expires: expires).give(in: transaction, limit: limit)
        }
    }

    private static let remove = Operation(
        id: "delete_user_roles",
        method: .delete,
        path: path,
        summary: "Take roles from a user that are assigned directly",
        scopes: ["update:users", "delete:role_members"],
        body: RoleGrant.removalBody,
        canRehearse: true,
        success: .noContent,
        refusals: [.notFound, .conflict]
    ) { request in
        let id: User.ID = request.identifier("id")
        let roles = request.texts("roles").map { Role.ID($0) }
        return try await request.change { transaction in
            let user = try Grantee(id, in: transaction)
            try RoleGrant(roles: roles, grantee: user).take(in: transaction)
        }
    }
}
