/// How tokens spell what they say of a user.
package struct ClaimsForm: Hashable, Sendable {
    /// Stands before the names of claims that are neither registered nor the protocol's, such as
    /// `https://acme.example/`, so that they collide with nobody else's; empty for plain names.
    package var namespace: String
    /// Whether `role_ids` stands beside `roles`.
    package var includesRoleIDs: Bool

    package init(namespace: String = "", includesRoleIDs: Bool = false) {
        self.namespace = namespace
        self.includesRoleIDs = includesRoleIDs
    }

    func name(_ claim: String) -> String { namespace + claim }
}
