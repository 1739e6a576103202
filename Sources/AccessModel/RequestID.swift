/// By which a client, an answer, the log and the history speak of the same request: 1 to 128 visible ASCII characters.
package struct RequestID: Hashable, Sendable, CustomStringConvertible {
    package let description: String

    /// Nil where the text is none.
    package init?(_ text: String) {
        let length = text.utf8.count
        guard 1...128 ~= length, text.utf8.allSatisfy({ 0x21...0x7E ~= $0 }) else { return nil }
        description = text
    }

    /// A new one: 32 lowercase hexadecimal digits.
    package static func make(using generator: inout some RandomNumberGenerator) -> Self {
        // Two draws, because the system's generator is a system call each time.
        let words: [UInt64] = [generator.next(), generator.next()]
        let digits = words.map { word in
            let digits = String(word, radix: 16)
            return String(repeating: "0", count: 16 - digits.utf8.count) + digits
        }
        return Self(issued: digits.joined())
    }

    /// What the client called the request, where that can be an id; otherwise a new one.
    package init(given text: String?, using generator: inout some RandomNumberGenerator) {
        self = text.flatMap { Self($0) } ?? .make(using: &generator)
    }

    private init(issued text: String) {
        description = text
    }
}
