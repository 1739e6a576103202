import Foundation
package import NIOCore
import NIOPosix

/// Asks a decision socket, over one connection that is kept.
///
/// Calls may overlap: they are pipelined, and answered in order. Fails with a ``SocketError`` that an operator can act on.
package final class DecisionClient: Sendable {
    private let path: String
    private let channel: any Channel

    package init(
        path: String,
        on group: any EventLoopGroup = MultiThreadedEventLoopGroup.singleton
    ) async throws(SocketError) {
        self.path = path
        do {
            channel = try await ClientBootstrap(group: group)
                .channelInitializer { channel in
                    channel.eventLoop.makeCompletedFuture {
                        try channel.pipeline.syncOperations.addHandler(ClientHandler(path: path))
                    }
                }
                .connect(unixDomainSocketPath: path).get()
        } catch {
            throw Self.connectionError(error, path)
        }
    }

    /// Asks and waits for the answer. `Host` and `Content-Length` are added; a body is JSON unless `headers` say else.
    ///
    /// - Parameter limit: the most that the answer may take; then the connection is closed.
    package func send(
        _ method: String,
        _ target: String,
        headers: [(name: String, value: String)] = [],
        body: [UInt8] = [],
        within limit: Duration? = nil
    ) async throws(SocketError) -> DecisionResponse {
        let answer = ask(method, target, headers: headers, body: body, within: limit)
        do {
            return try await answer.get()
        } catch let error as SocketError {
            throw error
        } catch {
            throw .closed(path: path)
        }
    }

    /// As ``send(_:_:headers:body:within:)``, for callers that live on event loops.
    package func ask(
        _ method: String,
        _ target: String,
        headers: [(name: String, value: String)] = [],
        body: [UInt8] = [],
        within limit: Duration? = nil
    ) -> EventLoopFuture<DecisionResponse> {
        let promise = channel.eventLoop.makePromise(of: DecisionResponse.self)
        let bytes = Self.request(method, target, headers: headers, body: body)
        let question = ClientHandler.Question(bytes: bytes, isHead: method == "HEAD", promise: promise)
        if let limit { giveUp(on: promise, after: limit) }
        channel.writeAndFlush(question).whenFailure { [path] _ in promise.fail(SocketError.closed(path: path)) }
        return promise.futureResult
    }

    /// Answers that come later would be taken for those to later questions, so that the connection ends too.
    private func giveUp(on promise: EventLoopPromise<DecisionResponse>, after limit: Duration) {
        let deadline = channel.eventLoop.scheduleTask(in: TimeAmount(limit)) { [channel, path] in
            promise.fail(SocketError.noAnswer(path: path))
            channel.close(promise: nil)
        }
        promise.futureResult.whenComplete { _ in deadline.cancel() }
    }

    package func close() async {
        try? await channel.close()
    }

    private static func request(
        _ method: String,
        _ target: String,
        headers: [(name: String, value: String)],
        body: [UInt8]
    ) -> ByteBuffer {
        var bytes = ByteBuffer(string: "\(method) \(target) HTTP/1.1\r\nHost: rollcall\r\n")
        for header in headers { bytes.writeString("\(header.name): \(header.value)\r\n") }
        if !body.isEmpty {
            if !headers.contains(where: { $0.name.lowercased() == "content-type" }) {
                bytes.writeString("Content-Type: application/json\r\n")
            }
            bytes.writeString("Content-Length: \(body.count)\r\n")
        }
        bytes.writeString("\r\n")
        bytes.writeBytes(body)
        return bytes
    }

    private static func connectionError(_ error: any Error, _ path: String) -> SocketError {
        if case SocketAddressError.unixDomainSocketPathTooLong = error {
            return .pathTooLong(path: path, limit: SocketFile.longestPath + 1)
        }
        guard let error = error as? IOError else {
            return .cannotConnect(path: path, reason: error.localizedDescription)
        }
        return switch error.errnoCode {
        case ENOENT, ECONNREFUSED, ENOTDIR: .noServer(path: path)
        case EACCES, EPERM: .permissionDenied(path: path)
        default: .cannotConnect(path: path, reason: error.localizedDescription)
        }
    }
}
