import AccessModel

/// `/users/{id}/roles`: those assigned directly, in the whole tenant.
enum UserRoleOperations {
    static let all = RoleGrantForm(
        name: "user_roles",
        path: "users/{id}/roles",
        grantee: "a user directly",
        scopes: (
            read: ["read:users read:roles", "read:role_members"],
            create: ["update:users", "create:role_members"],
            delete: ["update:users", "delete:role_members"]
        ),
        paging: .offset,
        limit: \.ofUser
    ) { request, _, reader in
        RoleGrantForm.Target(grantee: try Grantee(request.identifier("id") as User.ID, in: reader))
    }.operations
}
