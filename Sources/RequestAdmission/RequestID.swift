import Foundation
package import HTTPTypes

/// By which a client, an answer and the log speak of the same request.
package struct RequestID: Equatable, Sendable, CustomStringConvertible {
    private static let header = HTTPField.Name("X-Request-ID")

    package let description: String

    /// What the client called the request, where that is 1 to 128 visible ASCII characters; otherwise a new one.
    package init(of headers: HTTPFields) {
        let given = Self.header.flatMap { headers[$0] } ?? ""
        let isFit = !given.isEmpty && given.utf8.count <= 128 && given.utf8.allSatisfy { 0x21...0x7E ~= $0 }
        description = isFit ? given : UUID().uuidString.lowercased()
    }

    /// Answers carry it, too.
    package func write(to headers: inout HTTPFields) {
        if let name = Self.header { headers[name] = description }
    }
}
