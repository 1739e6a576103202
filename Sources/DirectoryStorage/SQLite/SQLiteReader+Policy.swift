import AccessModel

extension SQLiteReader {
    func policyModel() throws(StoreError) -> RoleModel {
        try RoleModel(
            apis: apis().filter(\.origin.isPolicy),
            resourceTypes: resourceTypes().filter(\.origin.isPolicy),
            roles: roles().filter(\.origin.isPolicy),
            connections: connections().filter(\.origin.isPolicy),
            organizations: organizations().filter(\.origin.isPolicy),
            organizationConnections: organizationConnections().filter(\.origin.isPolicy),
            assignments: policyAssignments(),
            settings: loginSettings()
        )
    }

    func policyDiff(to model: RoleModel) throws(StoreError) -> PolicyDiff {
        try PolicyDiff(from: policyModel(), to: model)
    }
}
