// INVARIANT (texts are bytes): strings compare by canonical equivalence, and what providers and files send are bytes.
// Every record of the vocabulary with a text of its own therefore says itself when it equals another; a change of one byte
// is a change. Equal bytes hash alike, so hashing stays the compiler's.

extension String {
    /// Equality as stores and wires have it, where Swift's own is canonical equivalence.
    package func hasSameBytes(as other: String) -> Bool { utf8.elementsEqual(other.utf8) }
}

extension String? {
    package func hasSameBytes(as other: String?) -> Bool {
        switch (self, other) {
        case (nil, nil): true
        case (let text?, let other?): text.hasSameBytes(as: other)
        case (nil, _?), (_?, nil): false
        }
    }
}

extension [String] {
    package func hasSameBytes(as other: [String]) -> Bool {
        elementsEqual(other) { $0.hasSameBytes(as: $1) }
    }
}
