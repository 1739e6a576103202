/// Keys, names and property values are compared byte for byte: Swift's `==` and `<` treat some different texts alike.

@inline(__always)
func areEqual(_ left: Span<UInt8>, _ right: Span<UInt8>) -> Bool {
    guard left.count == right.count else { return false }
    var offset = 0
    while offset &+ 8 <= left.count {
        if left.word(at: offset) != right.word(at: offset) { return false }
        offset &+= 8
    }
    return left.tail(from: offset) == right.tail(from: offset)
}

/// Of two texts of which one begins with the other, the shorter is before.
func isBefore(_ left: Span<UInt8>, _ right: Span<UInt8>) -> Bool {
    let common = min(left.count, right.count)
    var offset = 0
    while offset &+ 8 <= common, left.word(at: offset) == right.word(at: offset) { offset &+= 8 }
    while offset < common {
        let (one, other) = (left[offset], right[offset])
        if one != other { return one < other }
        offset &+= 1
    }
    return left.count < right.count
}

extension String {
    @inline(__always)
    func isIdentical(to other: String) -> Bool {
        areEqual(utf8.span, other.utf8.span)
    }

    /// By bytes, and thereby by Unicode scalars.
    func precedes(_ other: String) -> Bool {
        isBefore(utf8.span, other.utf8.span)
    }
}

extension [String] {
    func isIdentical(to other: [String]) -> Bool {
        elementsEqual(other) { $0.isIdentical(to: $1) }
    }

    /// The first pair that differs decides; of lists that begin alike the shorter precedes.
    func precedes(_ other: [String]) -> Bool {
        lexicographicallyPrecedes(other) { $0.precedes($1) }
    }
}
