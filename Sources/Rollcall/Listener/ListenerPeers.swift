import NIOCore
import RequestAdmission

/// Who is at the other end of a listener's connections, and what they may take of it.
struct ListenerPeers: Sendable {
    let table: ConnectionTable
    let address: Listener.Address
    let forwarded: ForwardedAddress

    /// Counts a new connection, or ends it where there is no room; returns the handlers that it needs for that.
    func accept(_ channel: any Channel) -> ([any RemovableChannelHandler], PeerConnection) {
        let peer = channel.remoteAddress?.ipAddress.flatMap { NetworkAddress($0) }
        guard let origin = origin(peer), let id = table.open(from: origin, end: { channel.close(promise: nil) }) else {
            // After it is set up, because nothing can be added to what is closed.
            channel.eventLoop.execute { channel.close(promise: nil) }
            return ([], PeerConnection(address: { nil }, authenticated: { _ in }))
        }
        channel.closeFuture.whenComplete { [table] _ in table.close(id) }
        let proxy = origin == .trusted ? peer.map { ($0, forwarded) } : nil
        var handlers: [any RemovableChannelHandler] = [ConnectionShareHandler(table, id, proxy: proxy)]
        if case .unix = address { handlers.append(PeerUserHandler()) }
        return (handlers, connection(id))
    }

    private func connection(_ id: ConnectionTable.ID) -> PeerConnection {
        PeerConnection(
            address: { [table] in
                guard case .address(let address)? = table.holder(of: id) else { return nil }
                return "\(address)"
            },
            authenticated: { [table] in table.authenticate(id, as: $0) }
        )
    }

    /// Nil where nobody is at the other end any more.
    private func origin(_ peer: NetworkAddress?) -> ConnectionTable.Holder? {
        switch address {
        case .unix: .trusted
        case .tcp: peer.map { forwarded.trusts($0) ? .trusted : .address($0.holder) }
        }
    }
}
