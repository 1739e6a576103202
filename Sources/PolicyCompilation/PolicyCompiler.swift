package import AccessModel

/// Compiles policy files: source text → node tree → declarations → role model.
///
/// Every stage goes on after a mistake, so that one run reports them all.
package struct PolicyCompiler: Sendable {
    package init() {}

    /// The role model of a set of files, in any order; no files make an empty one.
    package func compile(_ sources: [PolicySource]) throws(PolicyDiagnostics) -> RoleModel {
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
        return model
    }
}
