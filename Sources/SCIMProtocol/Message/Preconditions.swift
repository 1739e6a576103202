/// What must hold of a resource's version for a request to be carried out (RFC 9110 section 13.1).
///
/// To hold at the write, the check belongs into its transaction.
package struct Preconditions: Equatable, Sendable {
    private enum Condition: Equatable, Sendable {
        case anyVersion
        case oneOf([EntityTag])

        func includes(_ tag: EntityTag) -> Bool {
            switch self {
            case .anyVersion: true
            // Weak comparison: tags here are weak, and RFC 7644 section 3.14 puts them into `If-Match`.
            case .oneOf(let tags): tags.contains(tag)
            }
        }
    }

    private let match: Condition?
    private let noneMatch: Condition?

    package static let none = Preconditions()

    private init() {
        match = nil
        noneMatch = nil
    }

    /// From the headers, nil for those that are absent. Fails with 400 for a header that is no list of entity tags: a
    /// condition that cannot be read must not count as met.
    package init(ifMatch: String?, ifNoneMatch: String? = nil) throws(SCIMError) {
        match = try Self.condition(ifMatch, "If-Match")
        noneMatch = try Self.condition(ifNoneMatch, "If-None-Match")
    }

    /// Fails with 412 where a write on the resource at this version must not happen.
    package func check(_ current: EntityTag) throws(SCIMError) {
        try checkMatch(current)
        if let noneMatch, noneMatch.includes(current) { throw Self.failed(current) }
    }

    /// Whether a read is to be answered with 304; fails with 412 where it is to be refused.
    package func isNotModified(_ current: EntityTag) throws(SCIMError) -> Bool {
        try checkMatch(current)
        return noneMatch?.includes(current) ?? false
    }

    private func checkMatch(_ current: EntityTag) throws(SCIMError) {
        if let match, !match.includes(current) { throw Self.failed(current) }
    }

    private static func failed(_ current: EntityTag) -> SCIMError {
        .preconditionFailed("the resource is at version `\(current)` now")
    }

    private static func condition(_ header: String?, _ name: String) throws(SCIMError) -> Condition? {
        guard let header else { return nil }
        let parts = header.split(separator: ",").map { $0.drop(while: \.isBlank) }
        let texts = parts.map { part in part.prefix(part.count - part.reversed().prefix(while: \.isBlank).count) }
        if texts == ["*"] { return .anyVersion }
        let tags = texts.compactMap { EntityTag($0) }
        guard !tags.isEmpty, tags.count == texts.count else {
            throw .invalidValue("`\(name)` is not a list of entity tags")
        }
        return .oneOf(tags)
    }
}

extension Character {
    fileprivate var isBlank: Bool { self == " " || self == "\t" }
}
