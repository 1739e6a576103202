package import NIOCore

/// Makes requests of the bytes of one connection. Strict: what two readers could understand differently is refused.
///
/// A pure machine. What it says depends on the bytes alone, never on how they were split (but for
/// ``Action/sendContinue``, which depends on the body not being there yet). After a refusal it says nothing else.
/// Lines end with CR LF; a body has a `Content-Length` or comes in chunks, and no empty line stands before a request.
package struct RequestParser: Sendable {
    package enum Action: Hashable, Sendable {
        /// More bytes are needed.
        case wait
        /// More bytes are needed, and the peer holds them back until it is told to go on. Said once a request.
        case sendContinue
        case request(HTTPRequest)
        case refuse(HTTPRefusal)
    }

    private enum State: Sendable {
        case requestLine
        case fields
        case body
        case chunks
        case refused(HTTPRefusal)
    }

    private let limits: HTTPLimits
    private var state = State.requestLine
    private var head = RequestHead()
    /// Of a request that comes in chunks.
    private var chunks = ChunkedBody()
    /// Offsets from the buffer's reader index: the lines, and the first field.
    private var lines = LineScanner()
    private var fieldsStart = 0

    package init(limits: HTTPLimits = HTTPLimits()) {
        self.limits = limits
    }

    /// Whether a part of a request, or of none, has been consumed and the rest is awaited.
    package var isBetweenRequests: Bool {
        if case .requestLine = state { true } else { false }
    }

    /// The id of the request that is being read or was refused, where its field came before the rest, or the mistake.
    package var requestID: String? { head.request.requestID }

    /// Reads the next request off `buffer`. Between two calls `buffer` may only be appended to.
    package mutating func next(in buffer: inout ByteBuffer) -> Action {
        do throws(HTTPRefusal) {
            switch state {
            case .requestLine, .fields:
                guard try readHead(buffer.readableBytesUInt8Span) else { return .wait }
                buffer.moveReaderIndex(forwardBy: lines.lineStart)
                state = head.isChunked ? .chunks : .body
                return head.isChunked ? try readChunks(&buffer) : readBody(&buffer)
            case .body:
                return readBody(&buffer)
            case .chunks:
                return try readChunks(&buffer)
            case .refused(let refusal):
                return .refuse(refusal)
            }
        } catch {
            state = .refused(error)
            return .refuse(error)
        }
    }

    /// Whether the empty line that ends the head was reached.
    private mutating func readHead(_ bytes: Span<UInt8>) throws(HTTPRefusal) -> Bool {
        if case .requestLine = state {
            guard let line = try lines.next(in: bytes, from: 0, limit: limits.requestLine, else: .requestLineTooLong)
            else {
                return false
            }
            head = try RequestHead(requestLine: line, of: bytes)
            fieldsStart = lines.lineStart
            state = .fields
        }
        while let line = try lines.next(in: bytes, from: fieldsStart, limit: limits.headers, else: .headersTooLarge) {
            guard !line.isEmpty else {
                try head.check(limits)
                return true
            }
            try head.add(field: line, of: bytes, limits: limits)
        }
        return false
    }

    private mutating func readBody(_ buffer: inout ByteBuffer) -> Action {
        guard let body = buffer.readSlice(length: head.contentLength) else { return waitForBody() }
        return finish(with: body)
    }

    private mutating func readChunks(_ buffer: inout ByteBuffer) throws(HTTPRefusal) -> Action {
        if buffer.readableBytes > 0 { head.expectsContinue = false }
        guard try chunks.read(from: &buffer, within: limits) else { return waitForBody() }
        let body = chunks.content
        chunks = ChunkedBody()
        return finish(with: body)
    }

    private mutating func waitForBody() -> Action {
        guard head.expectsContinue else { return .wait }
        head.expectsContinue = false
        return .sendContinue
    }

    private mutating func finish(with body: ByteBuffer) -> Action {
        var request = head.request
        request.body = body
        head = RequestHead()
        state = .requestLine
        lines = LineScanner()
        fieldsStart = 0
        return .request(request)
    }
}
