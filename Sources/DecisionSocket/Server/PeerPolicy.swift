/// Which abilities the kernel's word about a peer brings.
///
/// A peer has those of its user and those of all its groups together; one that neither names has ``others``.
package struct PeerPolicy: Hashable, Sendable {
    package var users: [UInt32: Abilities]
    package var groups: [UInt32: Abilities]
    /// For those who reach the socket at all and are not named.
    package var others: Abilities

    package init(
        users: [UInt32: Abilities] = [:],
        groups: [UInt32: Abilities] = [:],
        others: Abilities = .check
    ) {
        self.users = users
        self.groups = groups
        self.others = others
    }

    /// The server's own user and root may do everything, others may check.
    package static func standard(ownUserID: UInt32) -> Self {
        var users: [UInt32: Abilities] = [0: .all]
        users[ownUserID] = .all
        return Self(users: users)
    }

    package func abilities(of peer: PeerCredentials) -> Abilities {
        let named = [users[peer.userID]] + peer.groupIDs.map { groups[$0] }
        let granted = named.compactMap(\.self)
        return granted.isEmpty ? others : granted.reduce([]) { $0.union($1) }
    }
}
