/// Names one whole state of one store: everything that was committed up to it, and nothing else.
///
/// Written `<epoch>:<number>`. Numbers are dense and in commit order within an epoch; revisions of different epochs
/// cannot be compared, because the store was made anew or restored between them.
package struct Revision: Hashable, Sendable, CustomStringConvertible {
    /// Sixteen lowercase hexadecimal digits, drawn when a store is made or restored.
    package struct Epoch: Hashable, Sendable, CustomStringConvertible {
        package let rawValue: String

        package init(_ rawValue: String) {
            self.rawValue = rawValue
        }

        package static func make(using generator: inout some RandomNumberGenerator) -> Self {
            let digits = String(generator.next() as UInt64, radix: 16)
            return Self(String(repeating: "0", count: 16 - digits.count) + digits)
        }

        package var description: String { rawValue }
    }

    package let epoch: Epoch
    /// Zero is the empty store.
    package let number: UInt64

    package init(epoch: Epoch, number: UInt64) {
        self.epoch = epoch
        self.number = number
    }

    /// Parses `<epoch>:<number>`.
    package init?(_ text: String) {
        let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, !parts[0].isEmpty, let number = UInt64(parts[1]) else { return nil }
        self.init(epoch: Epoch(String(parts[0])), number: number)
    }

    package var next: Revision { Revision(epoch: epoch, number: number + 1) }

    package var description: String { "\(epoch):\(number)" }
}
