import AccessIndex
import AccessModel
import DirectoryStorage
import HTTPTypes

/// `/users/{id}/effective-permissions`: what a user may do with an API in the whole tenant, in the end.
enum UserEffectivePermissionOperations {
    static let all = [list, listRoles]
    private static let path = "users/{id}/effective-permissions"

    private static let list = Operation(
        id: "get_user_effective_permissions",
        method: .get,
        path: path,
        summary: "List the permissions of an API that a user has, directly and through roles",
        scopes: "read:user_effective_permissions",
        query: [EffectivePermissionBody.apiParameter],
        paging: .checkpoint,
        success: .init(.ok, .page(of: EffectivePermissionBody.schema, named: "permissions", .checkpoint)),
        refusals: [.notFound]
    ) { request in
        try await request.answerEffectivePermissions(of: request.identifier("id"))
    }

    private static let listRoles = Operation(
        id: "get_user_permission_source_roles",
        method: .get,
        path: path + "/sources/effective-roles",
        summary: "List the roles that give a user a permission of an API",
        scopes: "read:user_permission_source_roles",
        query: [EffectivePermissionBody.apiParameter, EffectivePermissionBody.nameParameter],
        paging: .checkpoint,
        success: .init(.ok, .page(of: EffectiveRoleBody.schema, named: "roles", .checkpoint)),
        refusals: [.notFound]
    ) { request in
        try await request.answerRolesGivingPermission(to: request.identifier("id"))
    }
}

extension EffectivePermissionBody {
    static let apiParameter = QueryParameter(
        "resource_server_identifier",
        .text(1...600),
        isRequired: true,
        summary: "Identifier of the API"
    )
    static let nameParameter = QueryParameter(
        "permission_name",
        .text(1...280),
        isRequired: true,
        summary: "Name of the permission"
    )
}

extension ManagementRequest {
    /// Answers with the permissions of the API that the query names, in the organization or in the whole tenant.
    func answerEffectivePermissions(of user: User.ID, in organization: Organization.ID? = nil) async throws
        -> ManagementAnswer
    {
        let permissions = try effectivePermissions(of: user, in: organization)
        return try await read { reader in
            let api = try reader.known(api: apiIdentifier)
            return try answer(permissions, named: "permissions", by: \.name) { EffectivePermissionBody($0, of: api) }
        }
    }

    /// Answers with the roles that give the permission that the query names.
    func answerRolesGivingPermission(to user: User.ID, in organization: Organization.ID? = nil) async throws
        -> ManagementAnswer
    {
        let permissions = try effectivePermissions(of: user, in: organization)
        let name = query["permission_name"] ?? ""
        let roles = permissions.first { $0.name.hasSameBytes(as: name) }?.roles ?? []
        return try await read { reader in
            let api = try reader.known(api: apiIdentifier)
            try PermissionReference.check([name], of: api)
            return try answer(EffectiveAccess(roles), reader)
        }
    }

    private var apiIdentifier: String { query["resource_server_identifier"] ?? "" }

    /// By name.
    private func effectivePermissions(of user: User.ID, in organization: Organization.ID?) throws(ManagementError)
        -> [EffectivePermission]
    {
        let outcome = directory.snapshot().effectivePermissions(
            of: .user(user),
            api: apiIdentifier,
            organization: organization?.rawValue,
            at: instant
        )
        switch outcome {
        case .permissions(let permissions):
            return permissions.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
        case .denied(let reason):
            try EffectiveAccess.refuse(reason)
            return []
        }
    }
}

extension DirectoryReader {
    /// The API of this identifier, or a refusal.
    func known(api identifier: String) throws -> API {
        guard let api = try api(identifier) else { throw ManagementError.unknownAPI }
        return api
    }
}
