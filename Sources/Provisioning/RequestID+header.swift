import AccessModel
import HTTPTypes

/// Ours, not Hummingbird's.
typealias RequestID = AccessModel.RequestID

extension RequestID {
    private static let header = HTTPField.Name("X-Request-ID")

    init(of headers: HTTPFields) {
        var generator = SystemRandomNumberGenerator()
        self.init(given: Self.header.flatMap { headers[$0] }, using: &generator)
    }

    /// Answers carry it, too.
    func write(to headers: inout HTTPFields) {
        if let name = Self.header { headers[name] = description }
    }
}
