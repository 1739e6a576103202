extension Operation {
    /// Every operation there is. Two never share method and path.
    ///
    /// - Parameter reload: nil leaves out what only the machine's own people may do.
    static func all(reload: ManagementRoutes.Reload?) -> [Operation] {
        directory + ClientOperations.all(giving: scopes) + (reload.map { [ReloadOperation.make($0)] } ?? [])
    }

    /// Those that read and write the directory.
    private static let directory = ConnectionOperations.all + TokenOperations.all

    /// Every scope that a client can have, in order.
    static let scopes = directory.reduce(into: Set(ClientOperations.scopes)) { $0.formUnion($1.scopes.all) }.sorted()
}
