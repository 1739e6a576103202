/// The text of one policy file, as it was read.
package struct PolicySource: Hashable, Sendable {
    /// Relative to the policy directory; what diagnostics and origins name.
    package var file: String
    /// Supposed to be UTF-8; the compiler checks.
    package var bytes: [UInt8]

    package init(file: String, bytes: [UInt8]) {
        self.file = file
        self.bytes = bytes
    }

    package init(file: String, text: String) {
        self.init(file: file, bytes: Array(text.utf8))
    }
}

/// How much the compiler takes in, so that no file can exhaust memory or stack.
package enum PolicyLimits {
    package static let files = 1_000
    /// The YAML library compares keys by their content, even keys that are collections of collections; it takes
    /// time by the square of a file's size where somebody means to cost it.
    package static let bytesPerFile = 256 << 10
    package static let bytes = 16 << 20
    /// Levels of lists and mappings inside each other.
    package static let depth = 32
    /// Folders inside folders.
    package static let folders = 8
    /// Texts, lists and mappings of one file.
    package static let nodesPerFile = 100_000
}
