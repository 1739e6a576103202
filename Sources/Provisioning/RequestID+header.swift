import AccessModel
import HTTPTypes

/// Ours, not Hummingbird's.
typealias RequestID = AccessModel.RequestID

extension RequestID {
    private static let header = HTTPField.Name("X-Request-ID")

    /// What the client called the request, where that can be an id; otherwise a new one.
    init(of headers: HTTPFields) {
        var generator = SystemRandomNumberGenerator()
        let given = Self.header.flatMap { headers[$0] }.flatMap { RequestID($0) }
        self = given ?? .make(using: &generator)
    }

    /// Answers carry it, too.
    func write(to headers: inout HTTPFields) {
        if let name = Self.header { headers[name] = description }
    }
}
