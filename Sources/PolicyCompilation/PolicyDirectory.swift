import Foundation

/// A directory of policy files: every `*.yaml` and `*.yml` in it and in its folders is one, but those in `tests`,
/// which are policy tests. Names that begin with a dot are left out.
package struct PolicyDirectory: Sendable {
    package let path: String

    package init(path: String) {
        self.path = path
    }

    /// The policy files, sorted by name. That there are none is a mistake. Blocks on the disk.
    package func policies() throws(PolicyDiagnostics) -> [PolicySource] {
        var reading = DirectoryReading(root: path)
        reading.visit("", skipping: [Self.testFolder])
        let sources = try reading.finish()
        guard !sources.isEmpty else { throw mistake("the directory holds no policy files (*.yaml)") }
        return sources
    }

    /// The policy test files, sorted by name; none where there is no folder of them. Blocks on the disk.
    package func tests() throws(PolicyDiagnostics) -> [PolicySource] {
        var reading = DirectoryReading(root: path)
        if FileManager.default.fileExists(atPath: path + "/" + Self.testFolder) { reading.visit(Self.testFolder) }
        return try reading.finish()
    }

    /// A mistake of the directory as a whole.
    func mistake(_ message: String) -> PolicyDiagnostics {
        PolicyDiagnostics([Diagnostic(message, at: SourcePosition(file: path))])
    }

    private static let testFolder = "tests"
}

/// One walk through a directory.
private struct DirectoryReading {
    let root: String
    private var sources: [PolicySource] = []
    private var diagnostics: [Diagnostic] = []
    private var bytes = 0

    init(root: String) {
        self.root = root
    }

    consuming func finish() throws(PolicyDiagnostics) -> [PolicySource] {
        guard diagnostics.isEmpty else { throw PolicyDiagnostics(diagnostics) }
        return sources.sorted { $0.file < $1.file }
    }

    private mutating func report(_ message: String, of name: String) {
        diagnostics.append(Diagnostic(message, at: SourcePosition(file: name.isEmpty ? root : name)))
    }

    private func location(of name: String) -> String { name.isEmpty ? root : root + "/" + name }
}

extension DirectoryReading {
    mutating func visit(_ folder: String, skipping skipped: Set<String> = [], depth: Int = 0) {
        guard depth <= PolicyLimits.folders else {
            report("the folders are nested more than \(PolicyLimits.folders) deep", of: folder)
            return
        }
        do {
            let names = try FileManager.default.contentsOfDirectory(atPath: location(of: folder))
            for name in names.sorted() where !name.hasPrefix(".") && !skipped.contains(name) {
                visitEntry(folder.isEmpty ? name : folder + "/" + name, depth: depth)
            }
        } catch {
            report("the directory cannot be read", of: folder)
        }
    }

    private mutating func visitEntry(_ name: String, depth: Int) {
        let isPolicy = name.hasSuffix(".yaml") || name.hasSuffix(".yml")
        switch kind(of: name) {
        case .typeDirectory:
            visit(name, depth: depth + 1)
        case .typeRegular where isPolicy:
            read(name)
        case .typeSymbolicLink:
            report("the link leads nowhere, or to a directory, which is not followed", of: name)
        case nil where isPolicy:
            report("the file cannot be read", of: name)
        case let other where isPolicy && other != .typeRegular:
            // Opening a pipe would wait for whoever writes to it.
            report("this is not a regular file", of: name)
        default:
            break
        }
    }

    /// What the name stands for; links to files count as what they lead to, as mounted volumes are made of them.
    private func kind(of name: String) -> FileAttributeType? {
        let manager = FileManager.default
        let path = location(of: name)
        guard let type = try? manager.attributesOfItem(atPath: path)[.type] as? FileAttributeType else { return nil }
        guard type == .typeSymbolicLink else { return type }
        let target = URL(fileURLWithPath: path).resolvingSymlinksInPath().path
        let kind = try? manager.attributesOfItem(atPath: target)[.type] as? FileAttributeType
        return kind == nil || kind == .typeDirectory ? .typeSymbolicLink : kind
    }

    private mutating func read(_ name: String) {
        guard sources.count < PolicyLimits.files else {
            report("the directory has more than \(PolicyLimits.files) files", of: "")
            return
        }
        do {
            let file = try FileHandle(forReadingFrom: URL(fileURLWithPath: location(of: name)))
            let content = try file.read(upToCount: PolicyLimits.bytesPerFile + 1) ?? Data()
            bytes += content.count
            guard bytes <= PolicyLimits.bytes else {
                report("the files are larger than \(PolicyLimits.bytes) bytes together", of: "")
                return
            }
            sources.append(PolicySource(file: name, bytes: Array(content)))
        } catch {
            report("the file cannot be read", of: name)
        }
    }
}
