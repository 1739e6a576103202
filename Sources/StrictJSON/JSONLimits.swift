/// How much JSON is accepted. What goes beyond is refused before it is kept.
package struct JSONLimits: Sendable {
    /// What becomes of an array or object that is nested too deep.
    package enum Excess: Sendable {
        case refuse
        /// It is passed over and read as null: for texts that were stored before there was a limit.
        case readAsNull
    }

    package var bytes: Int
    /// Arrays and objects within each other. The parser recurses as deep, and so does whatever walks over the value.
    package var depth: Int
    package var membersPerObject: Int
    /// Values of the whole document, those within others counted as well.
    package var values: Int
    package var excessDepth = Excess.refuse

    package init(
        bytes: Int = 1 << 20,
        depth: Int = 20,
        membersPerObject: Int = 1_000,
        values: Int = 1_000_000
    ) {
        self.bytes = bytes
        self.depth = depth
        self.membersPerObject = membersPerObject
        self.values = values
    }

    /// For texts that Rollcall stored itself, which were held to limits when they were written.
    ///
    /// - Parameter depth: what was stored deeper, by a version that had no limit, is read as null.
    package static func stored(depth: Int) -> Self {
        var limits = Self(bytes: .max, depth: depth, membersPerObject: .max, values: .max)
        limits.excessDepth = .readAsNull
        return limits
    }
}

/// Which names of one object are the same, and thereby refused.
package enum JSONNameRule: Sendable {
    /// Byte for byte.
    case exact
    /// But for the case of ASCII letters, as SCIM compares names of attributes.
    case ignoringASCIICase
}

/// Why a text is no JSON, or none that is accepted. The description is one lower-case sentence; of the input it quotes at
/// most 64 characters of a name.
package enum JSONError: Error, Equatable {
    case tooLarge(bytes: Int, limit: Int)
    case tooDeep(limit: Int)
    case tooManyMembers(limit: Int)
    case tooManyValues(limit: Int)
    case repeatedName(String)
    case endsEarly
    /// At a byte, counted from 0.
    case malformed(at: Int)
    case malformedString(at: Int)
    case malformedNumber(at: Int)
}

extension JSONError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .tooLarge(let bytes, let limit): "the JSON has \(bytes) bytes; at most \(limit) are accepted"
        case .tooDeep(let limit): "the JSON is nested more than \(limit) levels deep"
        case .tooManyMembers(let limit): "an object has more than \(limit) members"
        case .tooManyValues(let limit): "the JSON has more than \(limit) values"
        case .repeatedName(let name): "`\(name.prefix(64))\(name.count > 64 ? "…" : "")` is given twice in one object"
        case .endsEarly: "the JSON ends too early"
        case .malformed(let position): "the JSON is malformed at byte \(position)"
        case .malformedString(let position): "the JSON has a malformed string at byte \(position)"
        case .malformedNumber(let position): "the JSON has a malformed number, or one out of range, at byte \(position)"
        }
    }
}
