import Glibc
import NIOCore

/// The kernel's side of a Unix socket: what NIO has no calls for. Never blocks; the owner of the descriptor closes it.
struct UnixSocketHandle: Sendable {
    private let descriptor: CInt

    /// The socket of `channel`; nil where it has none. Of use as long as the channel is open, and on its event loop.
    init?(of channel: any Channel) {
        let operations = channel.pipeline.syncOperations
        guard
            let descriptor = try? operations.withUnsafeTransportIfAvailable(
                of: NIOBSDSocket.Handle.self,
                { descriptor in descriptor }
            )
        else { return nil }
        self.descriptor = descriptor
    }

    private init(owning descriptor: CInt) {
        self.descriptor = descriptor
    }

    /// Another descriptor of the same socket, which outlives the channel; nil where there is none left.
    func duplicate() -> UnixSocketHandle? {
        let copy = fcntl(descriptor, F_DUPFD_CLOEXEC, 0)
        return copy < 0 ? nil : UnixSocketHandle(owning: copy)
    }

    func close() {
        _ = Glibc.close(descriptor)
    }

    /// Refuses what peers send, or on a listening socket that they connect, from now on: a write of theirs either fails
    /// or is here to be read.
    func endReceiving() {
        _ = shutdown(descriptor, CInt(SHUT_RD))
    }

    /// The same, unless there is something to be read. Returns whether nothing is, and nothing will be.
    func endReceivingIfEmpty() -> Bool {
        guard !hasUnreadBytes else { return false }
        endReceiving()
        // What came between the two calls was accepted.
        return !hasUnreadBytes
    }

    private var hasUnreadBytes: Bool {
        var byte: UInt8 = 0
        return unsafe recv(descriptor, &byte, 1, CInt(MSG_PEEK) | CInt(MSG_DONTWAIT)) > 0
    }

    /// The next connection that the kernel made for a listening socket and nobody has taken: a descriptor that the
    /// caller owns. Nil where there is none.
    func acceptWaiting() -> CInt? {
        while true {
            let accepted = accept(descriptor, nil, nil)
            guard accepted < 0 else {
                _ = fcntl(accepted, F_SETFD, FD_CLOEXEC)
                return accepted
            }
            guard errno == EINTR || errno == ECONNABORTED else { return nil }
        }
    }
}
