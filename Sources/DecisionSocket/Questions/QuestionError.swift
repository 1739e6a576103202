import AccessModel

/// What is wrong with a question. Answered with 400 and the message; never a denial.
package enum QuestionError: Error, Hashable, Sendable {
    case emptyBody
    case notJSON
    case notUTF8
    /// The offset of the byte that cannot stand where it is.
    case malformedJSON(offset: Int)
    case tooDeep
    case missing(String)
    case wrongType(String, expected: String)
    /// A field that Rollcall reads came twice, and readers would differ on which one counts.
    case repeated(String)
    case empty(String)
    case tooManyProperties
    /// A member that would be passed over although it may matter, and the one that was probably meant.
    case unknownMember(String, nearest: String?, known: [String])
    /// Two places for one thing, with different contents.
    case contradiction(String, String)
    case notPositive(String)
    case malformedRevision
    case malformedPercentEncoding

    /// One lower-case sentence for the peer.
    package var message: String {
        switch self {
        case .emptyBody: "the body is empty"
        case .notJSON: "the `Content-Type` must be `application/json`"
        case .notUTF8: "the body is not UTF-8"
        case .malformedJSON(let offset): "the body is not JSON from byte \(offset) on"
        case .tooDeep: "the body nests deeper than \(JSONReader.depthLimit) levels"
        case .missing(let field): "`\(field)` is missing"
        case .wrongType(let field, let expected): "`\(field)` must be \(expected)"
        case .repeated(let field): "`\(field)` is given twice"
        case .empty(let field): "`\(field)` is empty"
        case .tooManyProperties: "there are more than \(QuestionLimits.properties) properties"
        case .unknownMember(let name, let nearest?, _): "there is no `\(name.shown)`; did you mean `\(nearest)`?"
        case .unknownMember(let name, nil, let known):
            "there is no `\(name.shown)`; the members are \(known.map { "`\($0)`" }.joined(separator: ", "))"
        case .contradiction(let one, let other): "`\(one)` and `\(other)` differ; give one of them"
        case .notPositive(let field): "`\(field)` must be a positive whole number"
        case .malformedRevision: "`Rollcall-Min-Revision` must be a revision, `epoch:number`"
        case .malformedPercentEncoding: "the query is not percent-encoded UTF-8"
        }
    }
}

extension QuestionError {
    static func unknownMember(_ name: String, known: [String]) -> Self {
        let organization = OrganizationName.spelling(of: name).map { _ in "organization" }
        return .unknownMember(
            name,
            nearest: organization ?? Suggestion.closest(to: name, among: known),
            known: known
        )
    }
}

extension String {
    /// As much of a name that came with a question as a message repeats.
    fileprivate var shown: String { String(unicodeScalars.prefix(40)) }
}

enum QuestionLimits {
    /// Scalar properties that one question may bring.
    static let properties = 256
}
