import HTTPTypes
import Hummingbird
import NIOCore
import Synchronization

@testable import Provisioning

extension TestServer {
    /// Asks a handler itself, with no server and no client between.
    func ask(
        _ handler: ProvisioningHandler,
        _ method: HTTPRequest.Method,
        _ path: String,
        _ body: String = "",
        recorder: BodyRecorder = BodyRecorder(),
        begin: @escaping @Sendable () async -> Void = {}
    ) async throws -> Reply {
        let head = HTTPRequest(
            method: method,
            scheme: "http",
            authority: "localhost",
            path: base + path,
            headerFields: [.authorization: "Bearer \(secret ?? "")", .contentType: contentType]
        )
        let request = Request(head: head, body: RequestBody(buffer: ByteBuffer(string: body)))
        let response = await handler.respond(to: request)
        try await response.body.write(RecordingWriter(recorder: recorder, begin: begin))
        return try Reply(response.status, response.headers, recorder.text)
    }

    /// Asks for a list, and keeps how it is written.
    func record(_ path: String, begin: @escaping @Sendable () async -> Void = {}) async throws -> (Reply, BodyRecorder)
    {
        let recorder = BodyRecorder()
        return (try await ask(routes.handler, .get, path, recorder: recorder, begin: begin), recorder)
    }
}

/// What a client is sent, piece by piece.
final class BodyRecorder: Sendable {
    private let state = Mutex((bytes: [UInt8](), longest: 0, parts: 0))

    var longest: Int { state.withLock { $0.longest } }
    var parts: Int { state.withLock { $0.parts } }
    var text: String { state.withLock { String(decoding: $0.bytes, as: UTF8.self) } }

    func append(_ buffer: ByteBuffer) {
        state.withLock { state in
            state.bytes += buffer.readableBytesView
            state.longest = max(state.longest, buffer.readableBytes)
            state.parts += 1
        }
    }
}

private struct RecordingWriter: ResponseBodyWriter {
    let recorder: BodyRecorder
    /// Before the first part.
    let begin: @Sendable () async -> Void

    mutating func write(_ buffer: ByteBuffer) async throws {
        if recorder.parts == 0 { await begin() }
        recorder.append(buffer)
    }

    consuming func finish(_ trailingHeaders: HTTPFields?) async throws {}
}
