/// Why the decision socket cannot be served or reached.
package enum SocketError: Error, Hashable, Sendable {
    /// A process answers on the path already.
    case inUse(path: String)
    /// Something that is no socket is in the way.
    case notASocket(path: String)
    case pathTooLong(path: String, limit: Int)
    case directoryUnusable(path: String, reason: String)
    case cannotBind(path: String, reason: String)
    /// No socket is there, or nobody listens behind it.
    case noServer(path: String)
    case permissionDenied(path: String)
    case cannotConnect(path: String, reason: String)
    /// The server closed the connection before it had answered.
    case closed(path: String)
    /// The server is there, and has not answered in time.
    case noAnswer(path: String)
    case malformedAnswer(path: String)
}

extension SocketError: CustomStringConvertible {
    /// One lower-case sentence for the operator.
    package var description: String {
        switch self {
        case .inUse(let path): "another process listens at `\(path)` already"
        case .notASocket(let path): "`\(path)` exists and is no socket"
        case .pathTooLong(let path, let limit): "the socket path `\(path)` is longer than \(limit) bytes"
        case .directoryUnusable(let path, let reason): "cannot use the socket directory `\(path)`: \(reason)"
        case .cannotBind(let path, let reason): "cannot listen at `\(path)`: \(reason)"
        case .noServer(let path): "no server listens at `\(path)`; start one with `rollcall serve`"
        case .permissionDenied(let path): "permission to connect to `\(path)` is denied"
        case .cannotConnect(let path, let reason): "cannot connect to `\(path)`: \(reason)"
        case .closed(let path): "the server at `\(path)` closed the connection without an answer"
        case .noAnswer(let path): "the server at `\(path)` does not answer"
        case .malformedAnswer(let path): "what answers at `\(path)` does not speak HTTP as Rollcall does"
        }
    }
}
