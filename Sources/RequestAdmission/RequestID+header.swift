package import AccessModel
package import HTTPTypes

extension RequestID {
    private static let header = HTTPField.Name("X-Request-ID")

    /// What the client called the request, where that can be an id; otherwise a new one.
    package init(of headers: HTTPFields) {
        var generator = SystemRandomNumberGenerator()
        self.init(given: Self.header.flatMap { headers[$0] }, using: &generator)
    }

    /// Answers carry it, too.
    package func write(to headers: inout HTTPFields) {
        if let name = Self.header { headers[name] = description }
    }
}
