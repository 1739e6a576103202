import AccessModel
import DirectoryStorage

extension DirectoryTransaction {
    /// Applies a set of policies, and lets the providers of the connections that are new push.
    ///
    /// A connection that was there keeps its SCIM configuration, or stays without one if somebody has ended it.
    func declare(_ model: RoleModel, now: Timestamp) throws(StoreError) -> PolicyDiff {
        let former = Set(try connections().map(\.id))
        let diff = try apply(model)
        for connection in model.connections where !former.contains(connection.id) {
            try putSCIMConfiguration(SCIMConfiguration(of: connection.id, now: now))
        }
        return diff
    }
}
