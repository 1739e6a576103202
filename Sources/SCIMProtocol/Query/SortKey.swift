import AccessModel

/// What a resource sorts by: the value of the sorted attribute in the form in which it compares (RFC 7644 section
/// 3.4.2.3).
package enum SortKey: Hashable, Sendable {
    /// `false` comes before `true`.
    case boolean(Bool)
    case integer(Int64)
    case decimal(Double)
    /// Seconds since 1970 and nanoseconds of that second.
    case instant(Int64, Int64)
    /// Compared byte for byte; folded (``Swift/String/caseFolded``) unless the attribute is case-exact.
    case text(String)
    /// No value, which comes after every value.
    case missing

    /// Texts that are the same so far are in the order of their ids. In bytes.
    static let textLimit = 1_024

    /// The key of one value of the attribute; a value of another type than the attribute's counts as none.
    init(_ value: SCIMValue?, of attribute: AttributeDefinition) {
        self = value.flatMap { Self.key(of: $0, attribute) } ?? .missing
    }

    /// Enough to tell texts apart, so that many long ones can be held.
    private static func beginning(of text: String) -> String {
        text.utf8.count <= textLimit ? text : String(decoding: text.utf8.prefix(textLimit), as: UTF8.self)
    }

    private static func key(of value: SCIMValue, _ attribute: AttributeDefinition) -> SortKey? {
        switch attribute.type {
        case .boolean: value.boolean.map { .boolean($0) }
        case .integer: value.integer.map { .integer($0) }
        case .decimal: value.number.map { .decimal($0) }
        case .dateTime: value.string.flatMap(DateTime.init).map { .instant($0.seconds, $0.nanoseconds) }
        case .string, .reference, .binary:
            value.string.map { .text(Self.beginning(of: attribute.isCaseExact ? $0 : $0.caseFolded)) }
        case .complex: nil
        }
    }
}

extension SortKey: Comparable {
    package static func == (left: Self, right: Self) -> Bool {
        switch (left, right) {
        case (.boolean(let left), .boolean(let right)): left == right
        case (.integer(let left), .integer(let right)): left == right
        case (.decimal(let left), .decimal(let right)): left == right
        case (.instant(let left, let leftPart), .instant(let right, let rightPart)):
            (left, leftPart) == (right, rightPart)
        case (.text(let left), .text(let right)): left.utf8.elementsEqual(right.utf8)
        case (.missing, .missing): true
        default: false
        }
    }

    package static func < (left: Self, right: Self) -> Bool {
        switch (left, right) {
        case (.boolean(let left), .boolean(let right)): !left && right
        case (.integer(let left), .integer(let right)): left < right
        case (.decimal(let left), .decimal(let right)): left < right
        case (.instant(let left, let leftPart), .instant(let right, let rightPart)):
            (left, leftPart) < (right, rightPart)
        case (.text(let left), .text(let right)): left.utf8.lexicographicallyPrecedes(right.utf8)
        // Keys of one attribute have one kind or are missing; the ranks only make the order total.
        default: left.rank < right.rank
        }
    }

    private var rank: Int {
        switch self {
        case .boolean: 0
        case .integer: 1
        case .decimal: 2
        case .instant: 3
        case .text: 4
        case .missing: 5
        }
    }
}

extension SortKey {
    /// As a cursor carries it.
    var representation: SCIMValue {
        switch self {
        case .boolean(let flag): .boolean(flag)
        case .integer(let number): .integer(number)
        case .decimal(let number): ["decimal": .decimal(WrittenNumber(number))]
        case .instant(let seconds, let nanoseconds): [.integer(seconds), .integer(nanoseconds)]
        case .text(let text): .string(text)
        case .missing: .null
        }
    }

    init?(representation: SCIMValue) {
        switch representation {
        case .boolean(let flag): self = .boolean(flag)
        case .integer(let number): self = .integer(number)
        case .string(let text): self = .text(text)
        case .null: self = .missing
        case .object(let object):
            guard let number = object["decimal"]?.number else { return nil }
            self = .decimal(number)
        case .array(let parts):
            guard parts.count == 2, let seconds = parts[0].integer, let nanoseconds = parts[1].integer else {
                return nil
            }
            self = .instant(seconds, nanoseconds)
        case .decimal: return nil
        }
    }
}
