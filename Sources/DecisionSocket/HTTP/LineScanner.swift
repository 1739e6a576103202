/// Finds lines that end with CR LF in bytes that arrive in pieces, and looks at no byte twice.
struct LineScanner: Sendable {
    /// Offsets: of the line that is being read, and of the first byte that may end it.
    private(set) var lineStart = 0
    private var scanned = 0

    /// The next line without its end, once it is there. The lines since `start` may take `limit` bytes.
    mutating func next(
        in bytes: Span<UInt8>,
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
}
