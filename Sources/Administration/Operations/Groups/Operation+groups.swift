extension Operation {
    static let ofGroups =
        GroupOperations.all + GroupMemberOperations.all + GroupRoleOperations.all + GroupRoleMappingOperations.all
}
