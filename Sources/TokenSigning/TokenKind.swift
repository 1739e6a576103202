/// What a token is for. Its header says so as `typ`, and verifiers look, so that no kind can be presented as another
/// (RFC 8725 section 3.11): all are signed with the same keys.
package enum TokenKind: String, Hashable, Sendable, CaseIterable {
    /// Who a user is and what roles it has: what a login brings.
    case claims
    /// The answer to one permission check.
    case decision
    /// What an API client shows to the management API (RFC 9068).
    case access

    /// `typ`. ASCII, and nothing that JSON escapes.
    package var type: String {
        switch self {
        case .claims: "JWT"
        case .decision: "rollcall-decision+jwt"
        case .access: "at+jwt"
        }
    }

    /// The kind whose ``type`` this is, in any case, as media types are compared.
    init?(type: String?) {
        guard let type, let kind = Self.allCases.first(where: { $0.type.lowercased() == type.lowercased() }) else {
            return nil
        }
        self = kind
    }
}
