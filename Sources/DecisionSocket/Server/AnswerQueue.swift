import NIOCore

/// The answers of one connection that cannot be sent yet, in the order of the questions.
///
/// Some are made elsewhere and come in any order; they leave in this one.
struct AnswerQueue {
    /// The place of one answer.
    struct Ticket: Hashable, Sendable {
        fileprivate let number: UInt64
    }

    private enum Slot {
        case awaited
        case ready(ByteBuffer)
    }

    private var slots = CircularBuffer<Slot>(initialCapacity: 0)
    private var first: UInt64 = 0

    var isEmpty: Bool { slots.isEmpty }
    var count: Int { slots.count }

    /// Reserves the next place.
    mutating func open() -> Ticket {
        slots.append(.awaited)
        return Ticket(number: first + UInt64(slots.count) - 1)
    }

    /// Takes the next place at once.
    mutating func append(_ bytes: ByteBuffer) {
        slots.append(.ready(bytes))
    }

    /// Puts an answer in its place. Each place is filled once.
    mutating func fill(_ ticket: Ticket, with bytes: ByteBuffer) {
        guard ticket.number >= first, ticket.number - first < UInt64(slots.count) else { return }
        let index = slots.index(slots.startIndex, offsetBy: Int(ticket.number - first))
        slots[index] = .ready(bytes)
    }

    /// The first answer, once it is there.
    mutating func next() -> ByteBuffer? {
        guard case .ready(let bytes) = slots.first else { return nil }
        slots.removeFirst()
        first += 1
        return bytes
    }
}
