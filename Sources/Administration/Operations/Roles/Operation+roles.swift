extension Operation {
    static let ofRoles = RoleOperations.all + RolePermissionOperations.all + RoleHolderOperations.all
}
