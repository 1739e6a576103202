import AccessModel
import DirectoryStorage
import HTTPTypes

/// `/users/{id}/permissions`: those given directly, which count in the whole tenant.
enum UserPermissionOperations {
    static let all = [list, assign, remove]
    private static let path = "users/{id}/permissions"

    private static let list = Operation(
        id: "get_user_permissions",
        method: .get,
        path: path,
        summary: "List the permissions that are given to a user directly",
        scopes: "read:users",
        paging: .offset,
        success: .init(.ok, .page(of: PermissionBody.schema, named: "permissions", .offset)),
        refusals: [.notFound]
    ) { request in
        let id: User.ID = request.identifier("id")
        return try await request.read { reader in
            _ = try reader.known(id)
            let given = try reader.permissionAssignments(of: id).map(PermissionReference.init)
            let permissions = try PermissionCatalogue(reader).permissions(of: given.map(\.entitlement))
            return try request.answer(permissions, named: "permissions", by: \.key) { $0 }
        }
    }

    private static let assign = Operation(
        id: "create_user_permissions",
        method: .post,
        path: path,
        summary: "Give permissions to a user directly",
        scopes: "update:users",
        body: PermissionReference.body,
        canRehearse: true,
        success: .init(.created),
        refusals: [.notFound, .conflict]
    ) { request in
        let id: User.ID = request.identifier("id")
        let permissions = try PermissionReference.all(of: request)
        let limit = request.directory.settings.limits.permissionsPerUser
        return try await request.change { transaction in
            _ = try transaction.known(id)
            try PermissionReference.check(permissions, in: transaction)
            var isNew = false
            for permission in permissions {
                if try transaction.addPermissionAssignment(permission.assignment(to: id)) { isNew = true }
            }
            guard try !isNew || transaction.permissionAssignments(of: id).count <= limit else {
                throw ManagementError(.conflict, "No more permissions can be given to this user.")
            }
        } answer: { commit in
            ManagementAnswer(status: .created, revision: commit.revision)
        }
    }

    private static let remove = Operation(
        id: "delete_user_permissions",
        method: .delete,
        path: path,
        summary: "Take permissions from a user that are given directly",
        scopes: "update:users",
        body: PermissionReference.body,
        canRehearse: true,
        success: .noContent,
        refusals: [.notFound, .conflict]
    ) { request in
        let id: User.ID = request.identifier("id")
        let permissions = try PermissionReference.all(of: request)
        return try await request.change { transaction in
            _ = try transaction.known(id)
            try PermissionReference.check(permissions, in: transaction)
            for permission in permissions {
                try transaction.removePermissionAssignment(permission.assignment(to: id))
            }
        }
    }
}

extension PermissionReference {
    fileprivate init(_ assignment: PermissionAssignment) {
        self.init(api: assignment.api, permission: assignment.permission)
    }

    fileprivate func assignment(to user: User.ID) -> PermissionAssignment {
        PermissionAssignment(user: user, api: api, permission: permission, origin: .api)
    }
}
