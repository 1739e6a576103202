import AccessModel
import DirectoryStorage
import HTTPTypes

/// `/roles/{id}/permissions`.
enum RolePermissionOperations {
    static let all = [list, add, remove]
    private static let path = "roles/{id}/permissions"

    private static let list = Operation(
        id: "get_role_permissions",
        method: .get,
        path: path,
        summary: "List the permissions of APIs that a role carries, inherited ones too",
        scopes: "read:roles",
        paging: .offset,
        success: .init(.ok, .page(of: PermissionBody.schema, named: "permissions", .offset)),
        refusals: [.notFound]
    ) { request in
        let id: Role.ID = request.identifier("id")
        return try await request.read { reader in
            let entitlements = try reader.entitlements(of: reader.known(id))
            let permissions = try PermissionCatalogue(reader).permissions(of: entitlements)
            return try request.answer(permissions, named: "permissions", by: \.key) { $0 }
        }
    }

    private static let add = Operation(
        id: "create_role_permissions",
        method: .post,
        path: path,
        summary: "Let a role carry permissions of APIs",
        scopes: "update:roles",
        body: PermissionReference.body,
        canRehearse: true,
        success: .init(.created),
        refusals: [.notFound, .conflict]
    ) { request in
        let id: Role.ID = request.identifier("id")
        let permissions = try PermissionReference.all(of: request)
        let limit = request.directory.settings.limits.permissionsPerRole
        return try await request.change { transaction in
            var role = try transaction.known(id)
            try PermissionReference.check(permissions, in: transaction)
            let held = Set(role.entitlements)
            role.entitlements += permissions.map(\.entitlement).filter { !held.contains($0) }
            guard try transaction.putRole(role) else { return }
            guard role.entitlements.count <= limit else {
                throw ManagementError(.conflict, "No more permissions can be added to this role.")
            }
        } answer: { commit in
            ManagementAnswer(status: .created, revision: commit.revision)
        }
    }

    private static let remove = Operation(
        id: "delete_role_permissions",
        method: .delete,
        path: path,
        summary: "Take permissions of APIs from a role",
        scopes: "update:roles",
        body: PermissionReference.body,
        canRehearse: true,
        success: .init(.ok),
        refusals: [.notFound, .conflict]
    ) { request in
        let id: Role.ID = request.identifier("id")
        let entitlements = try Set(PermissionReference.all(of: request).map(\.entitlement))
        return try await request.change { transaction in
            var role = try transaction.known(id)
            role.entitlements.removeAll(where: entitlements.contains)
            try transaction.putRole(role)
        } answer: { commit in
            ManagementAnswer(status: .ok, revision: commit.revision)
        }
    }
}
