import NIOCore

/// Makes responses of the bytes of one connection; as much of HTTP/1.1 as the decision socket speaks.
struct ResponseParser {
    struct Malformed: Error {}

    private static let longestHead = 65_536

    /// The next response of `buffer`, nil until it is complete. Interim responses are skipped.
    mutating func next(in buffer: inout ByteBuffer, omitsBody: Bool) throws(Malformed) -> DecisionResponse? {
        while let end = Self.headEnd(buffer.readableBytesUInt8Span) {
            var response = try Self.head(buffer.readableBytesUInt8Span, 0..<end)
            let length = try omitsBody ? 0 : Self.bodyLength(response)
            guard buffer.readableBytes - end - 4 >= length else { return nil }
            buffer.moveReaderIndex(forwardBy: end + 4)
            response.body = buffer.readBytes(length: length) ?? []
            if response.status >= 200 { return response }
        }
        if buffer.readableBytes > Self.longestHead { throw Malformed() }
        return nil
    }

    /// Where the empty line begins.
    private static func headEnd(_ bytes: Span<UInt8>) -> Int? {
        var start = 0
        while let index = bytes.firstIndex(of: .carriageReturn, in: start..<bytes.count) {
            guard index + 3 < bytes.count else { return nil }
            if bytes[index + 1] == .lineFeed, bytes[index + 2] == .carriageReturn, bytes[index + 3] == .lineFeed {
                return index
            }
            start = index + 1
        }
        return nil
    }

    private static func head(_ bytes: Span<UInt8>, _ range: Range<Int>) throws(Malformed) -> DecisionResponse {
        let lines = bytes.text(range).utf8.split(separator: .lineFeed)
        guard let first = lines.first, let status = status(Substring(first)) else { throw Malformed() }
        var response = DecisionResponse(status: status, headers: [], body: [])
        for line in lines.dropFirst() {
            let parts = Substring(line).split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2 else { throw Malformed() }
            response.headers.append((String(parts[0]), parts[1].trimmingBlanks()))
        }
        return response
    }

    private static func status(_ line: Substring) -> Int? {
        let words = line.split(separator: " ", maxSplits: 2)
        guard words.count >= 2, words[0] == "HTTP/1.1", words[1].utf8.count == 3 else { return nil }
        return Int(words[1])
    }

    private static func bodyLength(_ response: DecisionResponse) throws(Malformed) -> Int {
        guard let text = response.header("content-length") else { return 0 }
        guard let length = Int(text), length >= 0 else { throw Malformed() }
        return length
    }
}

extension Substring {
    fileprivate func trimmingBlanks() -> String {
        var rest = self
        while let first = rest.utf8.first, first.isBlank || first == .carriageReturn { rest.removeFirst() }
        while let last = rest.utf8.last, last.isBlank || last == .carriageReturn { rest.removeLast() }
        return String(rest)
    }
}
