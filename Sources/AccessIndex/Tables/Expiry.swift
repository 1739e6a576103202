import AccessModel

/// When something ends.
struct Expiry: Hashable, Sendable {
    let nanoseconds: Int64

    /// Later than all there is.
    static let never = Expiry(nanoseconds: .max)

    @inline(__always)
    func isOver(at instant: Timestamp) -> Bool { nanoseconds <= instant.nanoseconds }

    /// Nil is never.
    var timestamp: Timestamp? { self == .never ? nil : Timestamp(nanoseconds: nanoseconds) }
}

extension Expiry {
    /// Nil is never.
    init(_ timestamp: Timestamp?) {
        nanoseconds = timestamp?.nanoseconds ?? Self.never.nanoseconds
    }
}

extension Expiry: Comparable {
    static func < (left: Self, right: Self) -> Bool { left.nanoseconds < right.nanoseconds }
}
