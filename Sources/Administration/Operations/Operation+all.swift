extension Operation {
    /// Every operation there is. Two never share method and path.
    ///
    /// - Parameters:
    ///   - reload: nil leaves out what only the machine's own people may do.
    ///   - tokenScopes: everything that a SCIM token may be good for.
    static func all(reload: ManagementRoutes.Reload?, tokenScopes: [String]) -> [Operation] {
        directory(tokenScopes) + ClientOperations.all(giving: scopes)
            + (reload.map { [ReloadOperation.make($0)] } ?? [])
    }

    /// Those that read and write the directory.
    private static func directory(_ tokenScopes: [String]) -> [Operation] {
        ConnectionOperations.all + SCIMConfigurationOperations.all + TokenOperations.all(scopes: tokenScopes)
            + ofGroups + ofRoles + ofUsers + ofOrganizations
            + ResourceServerOperations.all + AuditOperation.all + PastRolesOperation.all
    }

    /// Every scope that a client can have, in order. What tokens of SCIM may be good for makes no difference to it.
    static let scopes = directory(["get:users"])
        .reduce(into: Set(ClientOperations.scopes)) { $0.formUnion($1.scopes.all) }
        .sorted()
}
