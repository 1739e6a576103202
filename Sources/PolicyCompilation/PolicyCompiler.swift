package import AccessModel

/// Compiles policy files: source text → node tree → declarations → role model.
///
/// Every stage goes on after a mistake, so that one run reports them all.
package struct PolicyCompiler: Sendable {
    package init() {}

    /// The role model of a directory's files.
    ///
    /// That they declare nothing is a mistake: a directory whose files went missing looks like that, and applying it would
    /// take everything away. Blocks on the disk.
    ///
    /// - Parameter warn: is handed the warnings, sorted, where the files compile and there are any.
    package func compile(
        _ directory: PolicyDirectory,
        warn: ([Diagnostic]) -> Void = { _ in }
    ) throws(PolicyDiagnostics) -> RoleModel {
        let (model, document) = try link(directory.policies(), warn)
        guard !document.isEmpty else { throw directory.mistake("the policy files declare nothing") }
        return model
    }

    /// The role model of a set of files, in any order; no files make an empty one.
    package func compile(
        _ sources: [PolicySource],
        warn: ([Diagnostic]) -> Void = { _ in }
    ) throws(PolicyDiagnostics) -> RoleModel {
        try link(sources, warn).model
    }

    private func link(
        _ sources: [PolicySource],
        _ warn: ([Diagnostic]) -> Void
    ) throws(PolicyDiagnostics) -> (model: RoleModel, document: PolicyDocument) {
        var diagnostics: [Diagnostic] = []
        var reader = NodeReader()
        var document = PolicyDocument()
        for source in sources.sorted(by: { $0.file < $1.file }) {
            do {
                var parser = SourceParser(source)
                if let root = try parser.parse() { reader.read(root, into: &document) }
            } catch {
                diagnostics += error.diagnostics
            }
        }
        var linker = PolicyLinker(document, isComplete: diagnostics.isEmpty)
        let model = linker.link()
        diagnostics += reader.diagnostics + linker.diagnostics
        guard diagnostics.isEmpty else { throw PolicyDiagnostics(diagnostics) }
        if !reader.warnings.isEmpty { warn(reader.warnings.sorted()) }
        return (model, document)
    }

    /// The suite that one policy test file makes, whose names are looked up in itself and in the model.
    package func compileTests(
        _ source: PolicySource,
        against model: RoleModel
    ) throws(PolicyDiagnostics) -> PolicyTestSuite {
        var parser = SourceParser(source)
        guard let root = try parser.parse() else { return PolicyTestSuite(file: source.file, changes: [], cases: []) }
        var reader = NodeReader()
        let document = reader.readTests(root)
        var linker = PolicyTestLinker(document, in: source.file, against: model)
        let suite = linker.link()
        let diagnostics = reader.diagnostics + linker.diagnostics
        guard diagnostics.isEmpty else { throw PolicyDiagnostics(diagnostics) }
        return suite
    }
}
