extension Operation {
    static let ofUsers =
        UserOperations.all + UserGroupOperations.all + UserRoleOperations.all + UserPermissionOperations.all
        + UserEffectiveRoleOperations.all + UserEffectivePermissionOperations.all
}
