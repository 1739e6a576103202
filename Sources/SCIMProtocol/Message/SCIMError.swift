/// What a client is told when a request fails: an HTTP status, perhaps a `scimType`, and one sentence.
///
/// The sentence quotes input in backticks, shortened, and never a credential.
package struct SCIMError: Error, Equatable, Sendable {
    /// The error keywords of RFC 7644 section 3.12, and of others where named.
    package enum Keyword: String, Sendable {
        case invalidFilter, tooMany, uniqueness, mutability, invalidSyntax, invalidPath, noTarget, invalidValue
        case invalidVers, sensitive
        // Of RFC 9865.
        case invalidCursor, expiredCursor, invalidCount
    }

    package var status: Int
    package var keyword: Keyword?
    package var detail: String

    package init(status: Int, keyword: Keyword? = nil, detail: String) {
        self.status = status
        self.keyword = keyword
        self.detail = detail
    }
}

extension SCIMError {
    package static let schema = "urn:ietf:params:scim:api:messages:2.0:Error"

    /// The response body.
    package var representation: SCIMObject {
        var body: SCIMObject = ["schemas": [.string(Self.schema)], "status": .string(String(status))]
        body["scimType"] = keyword.map { .string($0.rawValue) }
        body["detail"] = .string(detail)
        return body
    }
}

extension SCIMError: CustomStringConvertible {
    package var description: String { detail }
}

extension SCIMError {
    package static func invalidFilter(_ detail: String) -> Self { badRequest(.invalidFilter, detail) }
    package static func tooMany(_ detail: String) -> Self { badRequest(.tooMany, detail) }
    package static func mutability(_ detail: String) -> Self { badRequest(.mutability, detail) }
    package static func invalidSyntax(_ detail: String) -> Self { badRequest(.invalidSyntax, detail) }
    package static func invalidPath(_ detail: String) -> Self { badRequest(.invalidPath, detail) }
    package static func noTarget(_ detail: String) -> Self { badRequest(.noTarget, detail) }
    package static func invalidValue(_ detail: String) -> Self { badRequest(.invalidValue, detail) }
    package static func invalidCursor(_ detail: String) -> Self { badRequest(.invalidCursor, detail) }
    package static func expiredCursor(_ detail: String) -> Self { badRequest(.expiredCursor, detail) }
    package static func invalidCount(_ detail: String) -> Self { badRequest(.invalidCount, detail) }
    package static func unauthorized(_ detail: String) -> Self { Self(status: 401, detail: detail) }
    package static func forbidden(_ detail: String) -> Self { Self(status: 403, detail: detail) }
    package static func notFound(_ detail: String) -> Self { Self(status: 404, detail: detail) }
    package static func methodNotAllowed(_ detail: String) -> Self { Self(status: 405, detail: detail) }
    package static func uniqueness(_ detail: String) -> Self {
        Self(status: 409, keyword: .uniqueness, detail: detail)
    }
    package static func preconditionFailed(_ detail: String) -> Self { Self(status: 412, detail: detail) }
    package static func payloadTooLarge(_ detail: String) -> Self { Self(status: 413, detail: detail) }
    package static func notImplemented(_ detail: String) -> Self { Self(status: 501, detail: detail) }

    private static func badRequest(_ keyword: Keyword, _ detail: String) -> Self {
        Self(status: 400, keyword: keyword, detail: detail)
    }
}

extension StringProtocol {
    /// The text in backticks as messages quote it: at most 64 code points, so that no answer echoes a whole body. What
    /// shows as one character may be of any length.
    var quoted: String {
        let beginning = unicodeScalars.prefix(64)
        return beginning.endIndex < unicodeScalars.endIndex
            ? "`\(String(String.UnicodeScalarView(beginning)))…`" : "`\(self)`"
    }
}
