extension Operation {
    /// `/organizations`.
    static let ofOrganizations =
        OrganizationOperations.all + OrganizationConnectionOperations.all + OrganizationMemberOperations.all
        + OrganizationMemberRoleOperations.all + OrganizationMemberAccessOperations.all
        + OrganizationGroupOperations.all + OrganizationRoleOperations.all
}
