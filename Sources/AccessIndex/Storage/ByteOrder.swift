/// Keys, names and property values are compared byte for byte: Swift's `==` and `<` treat some different texts alike.

@inline(__always)
func areEqual(_ left: Span<UInt8>, _ right: Span<UInt8>) -> Bool {
    guard left.count == right.count else { return false }
    for index in left.indices where left[index] != right[index] { return false }
    return true
}

/// Whether `whole` is `first` and then `second`.
@inline(__always)
func areEqual(_ whole: Span<UInt8>, _ first: Span<UInt8>, then second: Span<UInt8>) -> Bool {
    guard whole.count == first.count + second.count else { return false }
    return areEqual(whole.extracting(first: first.count), first)
        && areEqual(whole.extracting(last: second.count), second)
}

/// Of two texts of which one begins with the other, the shorter is before.
func isBefore(_ left: Span<UInt8>, _ right: Span<UInt8>) -> Bool {
    for index in 0..<min(left.count, right.count) where left[index] != right[index] {
        return left[index] < right[index]
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
