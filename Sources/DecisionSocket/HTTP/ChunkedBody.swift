import NIOCore

/// The body of a request that comes in chunks (RFC 9112 section 7.1), decoded as it arrives.
///
/// Strict: a size is one to eight hexadecimal digits, what follows it is nothing or well-formed extensions without
/// blanks, and each line ends with CR LF. Extensions and trailer fields are checked and dropped; neither changes what the
/// request means. A chunk that is too large is refused at its size, before any of it is kept.
struct ChunkedBody: Sendable {
    private enum Part: Sendable {
        case size
        /// So many bytes of a chunk are to come.
        case data(Int)
        case dataEnd
        case trailer
    }

    private static let longestSize = 8

    /// What the chunks have brought so far.
    private(set) var content = ByteBuffer()
    private var part = Part.size
    private var lines = LineScanner()
    /// Bytes of the lines that were consumed, which are no content.
    private var framing = 0
    private var trailerFields = 0

    /// Takes what is there off `buffer`; returns whether the end was reached. `buffer` then begins after the body.
    mutating func read(from buffer: inout ByteBuffer, within limits: HTTPLimits) throws(HTTPRefusal) -> Bool {
        while true {
            switch part {
            case .size:
                guard let size = try readSize(buffer.readableBytesUInt8Span, limits) else { return false }
                consumeLine(of: &buffer)
                part = size > 0 ? .data(size) : .trailer
            case .data(let rest):
                guard readData(rest, of: &buffer) else { return false }
                part = .dataEnd
            case .dataEnd:
                guard let end = buffer.readInteger(as: UInt16.self) else { return false }
                guard end == 0x0D0A else { throw .malformedChunk }
                framing += 2
                part = .size
            case .trailer:
                guard let isEnd = try readTrailer(buffer.readableBytesUInt8Span, limits) else { return false }
                consumeLine(of: &buffer)
                if isEnd { return true }
            }
        }
    }

    private mutating func nextLine(_ bytes: Span<UInt8>, _ limits: HTTPLimits) throws(HTTPRefusal) -> Range<Int>? {
        let rest = max(0, limits.chunkFraming - framing)
        return try lines.next(in: bytes, from: 0, limit: rest, else: .chunkFramingTooLarge)
    }

    private mutating func consumeLine(of buffer: inout ByteBuffer) {
        buffer.moveReaderIndex(forwardBy: lines.lineStart)
        framing += lines.lineStart
        lines = LineScanner()
    }

    private mutating func readSize(_ bytes: Span<UInt8>, _ limits: HTTPLimits) throws(HTTPRefusal) -> Int? {
        guard let line = try nextLine(bytes, limits) else { return nil }
        var size = 0
        var index = line.lowerBound
        while index < line.upperBound, let digit = bytes[index].hexadecimalValue {
            size = size << 4 | digit
            index += 1
            if index - line.lowerBound > Self.longestSize { throw .malformedChunk }
        }
        guard index > line.lowerBound, bytes.areChunkExtensions(index..<line.upperBound) else { throw .malformedChunk }
        if size > limits.body - content.readableBytes { throw .bodyTooLarge }
        return size
    }

    /// Whether all of the chunk's rest was there.
    private mutating func readData(_ rest: Int, of buffer: inout ByteBuffer) -> Bool {
        guard var data = buffer.readSlice(length: min(rest, buffer.readableBytes)) else { return false }
        let count = data.readableBytes
        if content.readableBytes == 0, count == rest {
            content = data
        } else {
            content.writeBuffer(&data)
        }
        part = .data(rest - count)
        return count == rest
    }

    /// Whether the next line ends the body; nil where it is not there yet.
    private mutating func readTrailer(_ bytes: Span<UInt8>, _ limits: HTTPLimits) throws(HTTPRefusal) -> Bool? {
        guard let line = try nextLine(bytes, limits) else { return nil }
        if line.isEmpty { return true }
        trailerFields += 1
        if trailerFields > limits.fields { throw .tooManyFields }
        _ = try RequestHead.split(field: line, of: bytes)
        return false
    }
}

extension UInt8 {
    fileprivate var hexadecimalValue: Int? {
        switch self {
        case 0x30...0x39: Int(self - 0x30)
        case 0x41...0x46: Int(self - 0x41 + 10)
        case 0x61...0x66: Int(self - 0x61 + 10)
        default: nil
        }
    }
}

extension Span<UInt8> {
    /// Whether `range` is nothing, or `;name`, `;name=token` or `;name="text"`, any number of times.
    fileprivate func areChunkExtensions(_ range: Range<Int>) -> Bool {
        var index = range.lowerBound
        while index < range.upperBound {
            guard self[index] == UInt8(ascii: ";") else { return false }
            let name = endOfToken(index + 1..<range.upperBound)
            guard name > index + 1 else { return false }
            index = name
            guard index < range.upperBound, self[index] == UInt8(ascii: "=") else { continue }
            guard let value = endOfExtensionValue(index + 1..<range.upperBound) else { return false }
            index = value
        }
        return true
    }

    private func endOfToken(_ range: Range<Int>) -> Int {
        var index = range.lowerBound
        while index < range.upperBound, self[index].isTokenCharacter { index += 1 }
        return index
    }

    /// Nil where `range` begins with neither a token nor a quoted text.
    private func endOfExtensionValue(_ range: Range<Int>) -> Int? {
        guard let first = range.first else { return nil }
        guard self[first] == UInt8(ascii: "\"") else {
            let end = endOfToken(range)
            return end > first ? end : nil
        }
        var index = first + 1
        while index < range.upperBound, self[index].isFieldContent {
            switch self[index] {
            case UInt8(ascii: "\""): return index + 1
            case UInt8(ascii: "\\"): index += 1
            default: break
            }
            index += 1
        }
        return nil
    }
}
