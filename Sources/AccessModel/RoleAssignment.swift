/// A role given to a user or to groups, in the whole tenant or inside one organization. A value: it has no identity
/// besides its ``content``.
package struct RoleAssignment: Hashable, Sendable, Codable {
    package enum Scope: Hashable, Sendable, Codable {
        case tenant
        case organization(Organization.ID)
    }

    package enum Holder: Hashable, Sendable, Codable {
        case user(User.ID)
        case groups(GroupSelector)
    }

    package var role: Role.ID
    package var holder: Holder
    package var scope: Scope
    package var origin: Origin
    /// From then on the assignment gives nothing; nil is never.
    package var expires: Timestamp?

    package init(role: Role.ID, holder: Holder, scope: Scope, origin: Origin, expires: Timestamp? = nil) {
        self.role = role
        self.holder = holder
        self.scope = scope
        self.origin = origin
        self.expires = expires
    }

    /// What tells assignments apart: all but how long they last. The directory has each content but once.
    package var content: RoleAssignment {
        var content = self
        content.expires = nil
        return content
    }

    package func hasExpired(at instant: Timestamp) -> Bool {
        guard let expires else { return false }
        return expires <= instant
    }
}

/// Which groups a mapping means. All but ``id(_:)`` may name groups that do not exist yet; they take effect the moment
/// such a group is pushed.
package enum GroupSelector: Hashable, Sendable, Codable {
    case id(Group.ID)
    /// Byte for byte.
    case name(String, connection: Connection.ID)
    case externalID(String, connection: Connection.ID)
    /// Every group of the connection whose name the pattern matches.
    case pattern(NamePattern, connection: Connection.ID)

    package func selects(_ group: Group) -> Bool {
        switch self {
        case .id(let id): group.id == id
        case .name(let name, let connection): group.connection == connection && group.name.hasSameBytes(as: name)
        case .externalID(let id, let connection):
            group.connection == connection && group.externalID?.hasSameBytes(as: id) == true
        case .pattern(let pattern, let connection): group.connection == connection && pattern.matches(group.name)
        }
    }
}

/// A group name with `*` for any run of characters, case-sensitive, matched over the whole name.
package struct NamePattern: Hashable, Sendable, Codable {
    package var text: String

    package init(_ text: String) {
        self.text = text
    }

    /// Linear in the name for each `*`, without backtracking over earlier ones.
    package func matches(_ name: String) -> Bool {
        let pieces = text.utf8.split(separator: UInt8(ascii: "*"), omittingEmptySubsequences: false)
        guard let first = pieces.first, let last = pieces.last, pieces.count > 1 else {
            return text.hasSameBytes(as: name)
        }
        var rest = Substring(name).utf8[...]
        guard rest.starts(with: first), rest.dropFirst(first.count).count >= last.count else { return false }
        rest = rest.dropFirst(first.count)
        guard rest.suffix(last.count).elementsEqual(last) else { return false }
        rest = rest.dropLast(last.count)
        for piece in pieces.dropFirst().dropLast() {
            guard let end = Self.endOfFirst(piece, in: rest) else { return false }
            rest = rest[end...]
        }
        return true
    }

    private typealias Bytes = Substring.UTF8View

    private static func endOfFirst(_ piece: Bytes, in text: Bytes) -> Bytes.Index? {
        var candidate = text[...]
        while candidate.count >= piece.count {
            if candidate.starts(with: piece) { return candidate.index(candidate.startIndex, offsetBy: piece.count) }
            candidate = candidate.dropFirst()
        }
        return nil
    }
}

extension GroupSelector {
    package static func == (left: Self, right: Self) -> Bool {
        switch (left, right) {
        case (.id(let left), .id(let right)): left == right
        case (.name(let left, let owner), .name(let right, let other)):
            left.hasSameBytes(as: right) && owner == other
        case (.externalID(let left, let owner), .externalID(let right, let other)):
            left.hasSameBytes(as: right) && owner == other
        case (.pattern(let left, let owner), .pattern(let right, let other)): left == right && owner == other
        case (.id, _), (.name, _), (.externalID, _), (.pattern, _): false
        }
    }
}

extension NamePattern {
    package static func == (left: Self, right: Self) -> Bool { left.text.hasSameBytes(as: right.text) }
}
