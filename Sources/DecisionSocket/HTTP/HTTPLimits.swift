/// How much of a request is read before it is refused.
package struct HTTPLimits: Hashable, Sendable {
    /// Bytes of the request line with its line end.
    package var requestLine: Int
    /// Bytes of all header fields with their line ends.
    package var headers: Int
    package var fields: Int
    package var body: Int
    /// Bytes of a body in chunks that are not its content: sizes, extensions, line ends and trailer fields. Leaves room
    /// for chunks of a few bytes each, as a client makes of a short body that it encodes piece by piece.
    package var chunkFraming: Int

    package init(
        requestLine: Int = 8_192,
        headers: Int = 16_384,
        fields: Int = 64,
        body: Int = 65_536,
        chunkFraming: Int = 65_536
    ) {
        self.requestLine = requestLine
        self.headers = headers
        self.fields = fields
        self.body = body
        self.chunkFraming = chunkFraming
    }
}
