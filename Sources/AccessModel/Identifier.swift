/// The text key of an entity, typed by the entity it names, so that a group's key cannot stand where a user's is asked.
///
/// Spelled `Group.ID`, `User.ID` and so on. Formats: section "Identifiers" of the design article
/// (`grp_…`, `rol_…`, `org_…`, `con_…`, and `strategy|connection|id` for users). An identifier is opaque to everything
/// but ``make(using:)`` and ``derived(from:)``, and compares byte for byte.
package struct Identifier<Entity>: Hashable, Sendable {
    package let rawValue: String

    package init(_ rawValue: String) {
        self.rawValue = rawValue
    }
}

extension Identifier: CustomStringConvertible {
    package var description: String { rawValue }
}

extension Identifier: Comparable {
    // Strings compare by canonical equivalence, and providers' ids are bytes: composed and decomposed letters are two
    // subjects in the store, and must not pass for one here. Equal bytes hash alike, so hashing stays the string's.
    package static func == (left: Self, right: Self) -> Bool { left.rawValue.hasSameBytes(as: right.rawValue) }

    package static func < (left: Self, right: Self) -> Bool {
        left.rawValue.utf8.lexicographicallyPrecedes(right.rawValue.utf8)
    }
}

extension Identifier: Codable {
    package init(from decoder: any Decoder) throws {
        try self.init(decoder.singleValueContainer().decode(String.self))
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(rawValue)
    }
}

/// An entity whose identifiers Rollcall issues: a prefix and a body of fixed length.
package protocol IdentifiedByPrefix {
    /// For example `grp_`.
    static var identifierPrefix: String { get }
    /// Characters after the prefix.
    static var identifierBodyLength: Int { get }
}

extension Identifier where Entity: IdentifiedByPrefix {
    /// A new random identifier; 81 or more bits, so that collisions need no handling.
    package static func make(using generator: inout some RandomNumberGenerator) -> Self {
        let body = (0..<Entity.identifierBodyLength).map { _ in
            base58[Int.random(in: 0..<base58.count, using: &generator)]
        }
        return Self(Entity.identifierPrefix + String(decoding: body, as: UTF8.self))
    }

    /// The identifier that a policy file's entity has on every machine: a function of its natural key alone.
    ///
    /// Not a cryptographic hash; whoever writes policy files is trusted with roles already.
    package static func derived(from key: String) -> Self {
        let text = Entity.identifierPrefix + key
        var generator = SplitMix64(seed: fnv1a(text.utf8, basis: 0xcbf2_9ce4_8422_2325))
        var second = SplitMix64(seed: fnv1a(text.utf8, basis: 0x8422_2325_cbf2_9ce4))
        let body = (0..<Entity.identifierBodyLength).map { _ in
            base58[Int((generator.next() ^ second.next()) % UInt64(base58.count))]
        }
        return Self(Entity.identifierPrefix + String(decoding: body, as: UTF8.self))
    }

    /// Whether the text has this entity's prefix and a body of its length in the alphabet of issued identifiers.
    package var isWellFormed: Bool {
        let prefix = Entity.identifierPrefix
        let body = rawValue.utf8.dropFirst(prefix.utf8.count)
        return rawValue.hasPrefix(prefix) && body.count == Entity.identifierBodyLength
            && body.allSatisfy(base58.contains)
    }
}

/// Digits and letters without `0`, `O`, `I` and `l`, which people confuse.
private let base58 = Array("123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz".utf8)

private func fnv1a(_ bytes: some Sequence<UInt8>, basis: UInt64) -> UInt64 {
    bytes.reduce(basis) { hash, byte in (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
}

/// Steele, Lea and Flood's generator: small, seedable, good enough to spread a hash over an identifier's digits.
package struct SplitMix64: RandomNumberGenerator, Sendable {
    private var state: UInt64

    package init(seed: UInt64) {
        state = seed
    }

    package mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }
}
