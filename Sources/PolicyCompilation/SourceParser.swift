import Yams

/// Source text to node tree, the first stage. Stops at a file's first syntax error, as YAML gives no way to go on.
struct SourceParser {
    private let source: PolicySource
    private var nodes = 0

    init(_ source: PolicySource) {
        self.source = source
    }

    /// The root of the file, nil where it holds nothing.
    mutating func parse() throws(PolicyDiagnostics) -> SourceNode? {
        let text = try text()
        do {
            try refuseAnchors(in: text)
            // The basic resolver leaves every plain text as it stands; what it means is decided by who reads it.
            let root = try Parser(yaml: text, resolver: .basic, encoding: .utf8).singleRoot()
            return try root.map { try node($0, depth: 1) }
        } catch let error as YamlError {
            throw PolicyDiagnostics([Diagnostic(error, in: source.file)])
        } catch let diagnostics as PolicyDiagnostics {
            throw diagnostics
        } catch {
            throw failure("cannot be read as YAML")
        }
    }

    private func failure(_ message: String, line: Int = 0, column: Int = 0) -> PolicyDiagnostics {
        PolicyDiagnostics([Diagnostic(message, at: SourcePosition(file: source.file, line: line, column: column))])
    }
}

extension SourceParser {
    private func text() throws(PolicyDiagnostics) -> String {
        guard source.bytes.count <= PolicyLimits.bytesPerFile else {
            throw failure("the file is larger than \(PolicyLimits.bytesPerFile) bytes")
        }
        if let text = String(validating: source.bytes, as: UTF8.self) { return text }
        let lines = source.bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        let line = lines.firstIndex { String(validating: $0, as: UTF8.self) == nil } ?? 0
        throw failure("the line is not UTF-8", line: line + 1, column: 1)
    }

    private func refuseAnchors(in text: String) throws(PolicyDiagnostics) {
        guard let (line, column) = AnchorSearch.firstAnchor(in: text) else { return }
        let advice = "policy files have no anchors; quote the text if the `&` belongs to it"
        throw failure(advice, line: line, column: column)
    }
}

extension SourceParser {
    private mutating func node(_ node: Node, depth: Int) throws(PolicyDiagnostics) -> SourceNode {
        let position = position(of: node)
        nodes += 1
        guard depth <= PolicyLimits.depth, nodes <= PolicyLimits.nodesPerFile else {
            let what = depth > PolicyLimits.depth ? "nested more than \(PolicyLimits.depth) levels deep" : "too large"
            throw failure("the file is \(what)", line: position.line, column: position.column)
        }
        // The search before parsing finds them all; if it ever did not, this would.
        guard node.anchor == nil else {
            throw failure("policy files have no anchors", line: position.line, column: position.column)
        }
        switch node {
        case .scalar(let scalar):
            try refuse(scalar.tag, at: position)
            return SourceNode(position: position, content: content(of: scalar))
        case .sequence(let sequence):
            try refuse(sequence.tag, at: position)
            var elements: [SourceNode] = []
            for element in sequence { elements.append(try self.node(element, depth: depth + 1)) }
            return SourceNode(position: position, content: .sequence(elements))
        case .mapping(let mapping):
            try refuse(mapping.tag, at: position)
            return SourceNode(position: position, content: .mapping(try entries(of: mapping, depth: depth + 1)))
        case .alias:
            throw failure("policy files have no aliases", line: position.line, column: position.column)
        }
    }

    private mutating func entries(
        of mapping: Node.Mapping,
        depth: Int
    ) throws(PolicyDiagnostics) -> [SourceNode.Entry] {
        var entries: [SourceNode.Entry] = []
        for (key, value) in mapping {
            let place = position(of: key)
            guard case .scalar(let scalar) = key else {
                throw failure("a key must be a text", line: place.line, column: place.column)
            }
            try refuse(scalar.tag, at: place)
            entries.append(
                SourceNode.Entry(key: Located(scalar.string, at: place), value: try node(value, depth: depth))
            )
        }
        return entries
    }

    private func content(of scalar: Node.Scalar) -> SourceNode.Content {
        let isPlain = scalar.style == .plain || scalar.style == .any
        if isPlain, ["", "~", "null", "Null", "NULL"].contains(scalar.string) { return .null }
        return .scalar(SourceNode.Scalar(text: scalar.string, isPlain: isPlain))
    }

    private func refuse(_ tag: Tag, at position: SourcePosition) throws(PolicyDiagnostics) {
        let usual = ["", "!", "tag:yaml.org,2002:str", "tag:yaml.org,2002:seq", "tag:yaml.org,2002:map"]
        guard !usual.contains(tag.description) else { return }
        throw failure("policy files have no tags", line: position.line, column: position.column)
    }

    private func position(of node: Node) -> SourcePosition {
        SourcePosition(file: source.file, line: node.mark?.line ?? 0, column: node.mark?.column ?? 0)
    }
}
