/// Keys, names and property values are compared byte for byte: Swift's `==` and `<` treat some different texts alike.

@inline(__always)
func areEqual(_ left: Span<UInt8>, _ right: Span<UInt8>) -> Bool {
    guard left.count == right.count else { return false }
    for index in left.indices where left[index] != right[index] { return false }
    return true
}

extension String {
    @inline(__always)
    func isIdentical(to other: String) -> Bool {
        areEqual(utf8.span, other.utf8.span)
    }

    /// By bytes, and thereby by Unicode scalars.
    func precedes(_ other: String) -> Bool {
        utf8.lexicographicallyPrecedes(other.utf8)
    }
}

extension Array<String> {
    /// The first pair that differs decides; of lists that begin alike the shorter precedes.
    func precedes(_ other: [String]) -> Bool {
        lexicographicallyPrecedes(other) { $0.precedes($1) }
    }
}

/// Of two texts of which one begins with the other, the shorter is before.
func isBefore(_ left: Span<UInt8>, _ right: Span<UInt8>) -> Bool {
    for index in 0..<min(left.count, right.count) where left[index] != right[index] {
        return left[index] < right[index]
    }
    return left.count < right.count
}
