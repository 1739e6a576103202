/// One mistake in a policy file, or what is probably one.
package struct Diagnostic: Hashable, Sendable {
    package enum Severity: String, Hashable, Sendable {
        /// The files do not compile.
        case error
        /// They do, and may not mean what they seem to.
        case warning
    }

    package var severity: Severity
    package var position: SourcePosition
    /// One lower-case sentence without a full stop; what the file says stands in backticks, made safe to print.
    package var message: String

    package init(_ message: String, at position: SourcePosition, _ severity: Severity = .error) {
        self.severity = severity
        self.position = position
        self.message = message
    }
}

extension Diagnostic: CustomStringConvertible {
    /// `file:line:column: error: sentence`, as editors and build logs expect it.
    package var description: String { "\(position): \(severity.rawValue): \(message)" }
}

extension Diagnostic: Comparable {
    package static func < (left: Self, right: Self) -> Bool {
        (left.position, left.message) < (right.position, right.message)
    }
}

/// Every mistake in a set of policy files, sorted by file, line and column, each once. Never empty.
package struct PolicyDiagnostics: Error, Hashable, Sendable {
    /// At most ``limit`` of them.
    package let diagnostics: [Diagnostic]
    /// How many more there were.
    package let omitted: Int

    /// More than this many mistakes help nobody.
    package static let limit = 1_000

    init(_ diagnostics: [Diagnostic]) {
        let sorted = Set(diagnostics).sorted()
        self.diagnostics = Array(sorted.prefix(Self.limit))
        omitted = sorted.count - self.diagnostics.count
    }
}

extension PolicyDiagnostics: CustomStringConvertible {
    /// One line each, and a last one for what was omitted.
    package var description: String {
        let lines = diagnostics.map(\.description) + (omitted > 0 ? ["and \(omitted) more"] : [])
        return lines.joined(separator: "\n")
    }
}
