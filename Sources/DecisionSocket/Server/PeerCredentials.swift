package import NIOCore

/// Who is at the other end of a Unix socket, as the kernel recorded it when the peer connected.
///
/// The one place that reads socket options untyped: NIO has no safe call for these.
package struct PeerCredentials: Hashable, Sendable {
    package var processID: Int32
    package var userID: UInt32
    /// The primary group first, then the supplementary ones, root's left out: there it would mean "no more".
    package var groupIDs: [UInt32]

    package init(processID: Int32, userID: UInt32, groupIDs: [UInt32]) {
        self.processID = processID
        self.userID = userID
        self.groupIDs = groupIDs
    }

    /// `struct ucred`.
    private struct Record: Sendable {
        var processID: Int32
        var userID: UInt32
        var groupID: UInt32
    }

    /// Room for the groups of a peer; a peer in more of them counts as in its primary one alone.
    private typealias GroupList = InlineArray<64, UInt32>

    private static let peerCredentials = NIOBSDSocket.Option(rawValue: 17)  // SO_PEERCRED
    private static let peerGroups = NIOBSDSocket.Option(rawValue: 59)  // SO_PEERGROUPS

    /// Asks the kernel; fails where the channel is no Unix socket.
    package static func read(from channel: any Channel) -> EventLoopFuture<PeerCredentials> {
        guard let provider = channel as? any SocketOptionProvider else {
            return channel.eventLoop.makeFailedFuture(ChannelError.operationUnsupported)
        }
        // SAFETY: the kernel writes at most the size of the type that it is handed, over zeroes, and every bit pattern
        // is a value of these types.
        let record: EventLoopFuture<Record> = provider.unsafeGetSocketOption(
            level: .socket,
            name: peerCredentials
        )
        let groups: EventLoopFuture<GroupList> = provider.unsafeGetSocketOption(
            level: .socket,
            name: peerGroups
        )
        return record.flatMap { record in
            groups.map { Self(record, supplementary: $0.indices.lazy.map { [list = $0] in list[$0] }) }
                .flatMapErrorThrowing { _ in Self(record, supplementary: []) }
        }
    }

    private init(_ record: Record, supplementary: some Sequence<UInt32>) {
        processID = record.processID
        userID = record.userID
        groupIDs = [record.groupID] + supplementary.filter { $0 != 0 && $0 != record.groupID }
    }
}
