/// The connection on which the request of the current task came, for whoever finds out whose it is.
package struct PeerConnection: Sendable {
    /// Nil where a request did not come by a listener.
    @TaskLocal package static var current: PeerConnection?

    private let findAddress: @Sendable () -> String?
    private let setClient: @Sendable (String) -> Void

    /// - Parameters:
    ///   - address: see ``address``.
    ///   - authenticated: see ``authenticate(as:)``.
    package init(address: @escaping @Sendable () -> String?, authenticated: @escaping @Sendable (String) -> Void) {
        findAddress = address
        setClient = authenticated
    }

    /// Where a stranger's request comes from, so that one stranger's requests can be told from another's: the peer's
    /// address, that which a trusted proxy names, and of IPv6 the network. Nil on a Unix socket, and for a connection on
    /// which good credentials were shown.
    package var address: String? { findAddress() }

    /// Counts the connection for `client` from now on, and no longer for its address.
    ///
    /// - Parameter client: who showed good credentials, such as `scim/con_…`. Never what a stranger can make up.
    package func authenticate(as client: String) {
        setClient(client)
    }
}
