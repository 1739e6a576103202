/// A place in a policy file: lines and columns count from one, columns in Unicode scalars.
package struct SourcePosition: Hashable, Sendable {
    /// Relative to the policy directory.
    package var file: String
    /// Zero where the whole file is meant.
    package var line: Int
    package var column: Int

    package init(file: String, line: Int = 0, column: Int = 0) {
        self.file = file
        self.line = line
        self.column = column
    }
}

extension SourcePosition: Comparable {
    package static func < (left: Self, right: Self) -> Bool {
        (left.file, left.line, left.column) < (right.file, right.line, right.column)
    }
}

extension SourcePosition: CustomStringConvertible {
    /// `file:line:column`, or the file alone.
    package var description: String { line == 0 ? file : "\(file):\(line):\(column)" }
}

/// A value and where it was written.
struct Located<Value: Sendable>: Sendable {
    var value: Value
    var position: SourcePosition

    init(_ value: Value, at position: SourcePosition) {
        self.value = value
        self.position = position
    }
}
