/// How much of a request is read before it is refused.
package struct HTTPLimits: Hashable, Sendable {
    /// Bytes of the request line with its line end.
    package var requestLine: Int
    /// Bytes of all header fields with their line ends.
    package var headers: Int
    package var fields: Int
    package var body: Int

    package init(requestLine: Int = 8_192, headers: Int = 16_384, fields: Int = 64, body: Int = 65_536) {
        self.requestLine = requestLine
        self.headers = headers
        self.fields = fields
        self.body = body
    }
}
