/// A file of an operator's that declares schemas and resource types, in the form in which RFC 7643 sections 6 and 7 show
/// them.
package struct DefinitionFile: Sendable {
    /// As diagnostics name it.
    package var name: String
    package var json: [UInt8]

    package init(name: String, json: [UInt8]) {
        self.name = name
        self.json = json
    }
}

/// One mistake in a definition file.
package struct DefinitionDiagnostic: Hashable, Sendable {
    package var file: String
    /// Where in the file: `attributes[2].type`; empty for the whole of it.
    package var path: String
    /// One lower-case sentence without a full stop.
    package var message: String
}

extension DefinitionDiagnostic: CustomStringConvertible {
    package var description: String { "\(file): \(path.isEmpty ? "" : "\(path): ")\(message)" }
}

/// Every mistake in a set of definition files, by file, and in a file in the order in which it was read. Never empty.
package struct DefinitionDiagnostics: Error, Hashable, Sendable, CustomStringConvertible {
    package let diagnostics: [DefinitionDiagnostic]

    package var description: String { diagnostics.map(\.description).joined(separator: "\n") }
}
