package import NIOCore

/// Makes requests of the bytes of one connection. Strict: what two readers could understand differently is refused.
///
/// A pure machine. What it says depends on the bytes alone, never on how they were split (but for
/// ``Action/sendContinue``, which depends on the body not being there yet). After a refusal it says nothing else.
/// Lines end with CR LF; there is no body without a `Content-Length`, and no empty line before a request.
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
        case refused(HTTPRefusal)
    }

    private let limits: HTTPLimits
    private var state = State.requestLine
    private var head = RequestHead()
    /// Offsets from the buffer's reader index: the line being read, how far it has no line feed, the first field.
    private var lineStart = 0
    private var scanned = 0
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
                buffer.moveReaderIndex(forwardBy: lineStart)
                state = .body
                return readBody(&buffer)
            case .body:
                return readBody(&buffer)
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
            guard let line = try readLine(bytes, from: 0, limit: limits.requestLine, else: .requestLineTooLong) else {
                return false
            }
            head = try RequestHead(requestLine: line, of: bytes)
            fieldsStart = lineStart
            state = .fields
        }
        while let line = try readLine(bytes, from: fieldsStart, limit: limits.headers, else: .headersTooLarge) {
            guard !line.isEmpty else {
                try head.check(limits)
                return true
            }
            try head.add(field: line, of: bytes, limits: limits)
        }
        return false
    }

    /// The next line without its end, once it is there. The lines since `start` may take `limit` bytes.
    private mutating func readLine(
        _ bytes: Span<UInt8>,
        from start: Int,
        limit: Int,
        else refusal: HTTPRefusal
    ) throws(HTTPRefusal) -> Range<Int>? {
        guard let end = bytes.firstIndex(of: .lineFeed, in: scanned..<bytes.count) else {
            if bytes.count - start > limit { throw refusal }
            scanned = bytes.count
            return nil
        }
        if end + 1 - start > limit { throw refusal }
        guard end > lineStart, bytes[end - 1] == .carriageReturn else { throw .bareLineFeed }
        defer {
            lineStart = end + 1
            scanned = lineStart
        }
        return lineStart..<end - 1
    }

    private mutating func readBody(_ buffer: inout ByteBuffer) -> Action {
        guard let body = buffer.readSlice(length: head.contentLength) else {
            guard head.expectsContinue else { return .wait }
            head.expectsContinue = false
            return .sendContinue
        }
        var request = head.request
        request.body = body
        head = RequestHead()
        state = .requestLine
        (lineStart, scanned, fieldsStart) = (0, 0, 0)
        return .request(request)
    }
}
