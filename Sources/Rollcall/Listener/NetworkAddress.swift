/// An IP address, compared as IPv6 has it: an IPv4 address is the same as its mapped form.
struct NetworkAddress: Hashable, Sendable {
    /// `::ffff:0:0/96`, below which the addresses of IPv4 lie.
    private static let mapped: UInt128 = 0xFFFF << 32

    fileprivate let bits: UInt128

    private init(bits: UInt128) {
        self.bits = bits
    }

    /// Nil for what is no address, such as a name.
    init?(_ text: some StringProtocol) {
        if let address = Self.version4(text) {
            bits = Self.mapped | UInt128(address)
        } else if let address = Self.version6(text.prefix { $0 != "%" }) {
            bits = address
        } else {
            return nil
        }
    }

    fileprivate var isVersion4: Bool { bits >> 32 == Self.mapped >> 32 }

    /// The addresses of which one customer has as many as it likes count as one: those with the same 64 bits in front.
    var holder: NetworkAddress {
        isVersion4 ? self : NetworkAddress(bits: bits & (UInt128.max << 64))
    }

    private static func version4(_ text: some StringProtocol) -> UInt32? {
        let pieces = text.split(separator: ".", omittingEmptySubsequences: false)
        guard pieces.count == 4 else { return nil }
        return pieces.reduce(UInt32?(0)) { address, piece in
            guard let address, piece.utf8.count <= 3, piece.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
                let byte = UInt8(piece)
            else { return nil }
            return address << 8 | UInt32(byte)
        }
    }

    private static func version6(_ text: some StringProtocol) -> UInt128? {
        // Two colons stand for as many zeros as are missing.
        let halves = text.split(separator: "::", maxSplits: 1, omittingEmptySubsequences: false)
        guard let head = groups(halves[0]) else { return nil }
        guard halves.count == 2 else { return head.count == 8 ? joined(head) : nil }
        guard let tail = groups(halves[1]), head.count + tail.count < 8 else { return nil }
        return joined(head + Array(repeating: 0, count: 8 - head.count - tail.count) + tail)
    }

    private static func groups(_ text: some StringProtocol) -> [UInt16]? {
        guard !text.isEmpty else { return [] }
        var groups: [UInt16] = []
        var pieces = text.split(separator: ":", omittingEmptySubsequences: false)[...]
        let last = pieces.last.flatMap { version4($0) }
        if last != nil { pieces.removeLast() }
        for piece in pieces {
            guard (1...4).contains(piece.utf8.count), piece.allSatisfy(\.isHexDigit),
                let group = UInt16(piece, radix: 16)
            else { return nil }
            groups.append(group)
        }
        return groups + (last.map { [UInt16($0 >> 16), UInt16(truncatingIfNeeded: $0)] } ?? [])
    }

    private static func joined(_ groups: [UInt16]) -> UInt128 {
        groups.reduce(0) { $0 << 16 | UInt128($1) }
    }
}

extension NetworkAddress: CustomStringConvertible {
    var description: String {
        let groups = (0..<8).reversed().map { UInt16(truncatingIfNeeded: bits >> (UInt128($0) * 16)) }
        guard isVersion4 else { return groups.map { String($0, radix: 16) }.joined(separator: ":") }
        return groups.suffix(2).map { "\($0 >> 8).\($0 & 0xFF)" }.joined(separator: ".")
    }
}

/// Addresses that begin alike, such as `10.0.0.0/8` or `2001:db8::/32`; without a slash one address.
struct AddressRange: Equatable, Sendable {
    private let first: NetworkAddress
    private let mask: UInt128

    /// Nil for what is no range, and for one whose address says more than its length, which is a mistake.
    init?(_ text: String) {
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard let address = NetworkAddress(parts[0]) else { return nil }
        let width = parts[0].contains(":") ? 128 : 32
        guard let length = parts.count == 2 ? Int(parts[1]) : width, (0...width).contains(length) else { return nil }
        mask = UInt128.max << UInt128(width - length)
        first = address
        guard address.bits & mask == address.bits else { return nil }
    }

    func contains(_ address: NetworkAddress) -> Bool {
        address.bits & mask == first.bits
    }
}
