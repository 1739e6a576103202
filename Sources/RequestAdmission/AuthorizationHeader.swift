/// The value of an `Authorization` header (RFC 9110 section 11.6.2): a scheme and its credentials, nothing believed yet.
package struct AuthorizationHeader: Sendable {
    package enum Scheme: String, Sendable {
        case basic, bearer
    }

    package let scheme: Scheme
    package let credentials: String

    /// Nil where there is no header, or none of a scheme that Rollcall knows with credentials in one piece.
    package init?(_ value: String?) {
        let parts = (value ?? "").split(separator: " ", omittingEmptySubsequences: true)
        guard parts.count == 2, let scheme = Scheme(rawValue: parts[0].lowercased()) else { return nil }
        self.scheme = scheme
        credentials = String(parts[1])
    }
}
