/// The path of a PATCH operation: `attribute`, `attribute.sub`, `attribute[filter]` or `attribute[filter].sub`.
struct PatchPath: Equatable {
    /// With the sub-attribute after the brackets, if any.
    var attribute: AttributePath
    var filter: Filter?

    /// Fails with `invalidPath`, or with `invalidFilter` for what stands between the brackets.
    ///
    /// Only a filter that lists values may be longer than other filters: it costs one look-up for each.
    init(_ text: String) throws(SCIMError) {
        guard let bracket = text.utf8.firstIndex(of: UInt8(ascii: "[")) else {
            guard let path = AttributePath(text.trimmed) else { throw Self.malformed(text) }
            attribute = path
            return
        }
        guard let path = AttributePath(text[..<bracket].trimmed), path.subAttribute == nil else {
            throw Self.malformed(text)
        }
        attribute = path
        try parseSelection(text[bracket...], of: text)
    }

    private mutating func parseSelection(_ selection: Substring, of text: String) throws(SCIMError) {
        var parser = try FilterParser(String(selection))
        let filter = try parser.parseElementFilter()
        guard text.utf8.count <= FilterLimits.length || filter.listedValues != nil else {
            throw .invalidPath("a path is longer than \(FilterLimits.length) bytes")
        }
        self.filter = filter
        guard let token = parser.token else { return }
        guard case .word(let word) = token, word.hasPrefix("."), let sub = AttributePath(word.dropFirst()),
            sub.schema == nil, sub.subAttribute == nil
        else { throw Self.malformed(text) }
        attribute.subAttribute = sub.name
        try parser.advance()
        guard parser.token == nil else { throw Self.malformed(text) }
    }

    private static func malformed(_ text: String) -> SCIMError {
        .invalidPath("\(text.quoted) is not a path")
    }
}

extension BoundFilter {
    /// The filter of a PATCH path, which means what it means in a list. Only that it may name nothing that the values do
    /// not have: whoever misspells an attribute would be told that something was removed, and nothing was.
    init(selecting filter: Filter, of attribute: AttributeDefinition) throws(SCIMError) {
        let scope = FilterScope.element(of: attribute)
        for path in filter.leaves.compactMap(\.path) where scope.accessor(for: path) == nil {
            throw .invalidPath("`\(attribute.name)` has no attribute \(path.description.quoted)")
        }
        try self.init(filter, in: scope)
    }
}

extension StringProtocol {
    /// Without the spaces at both ends.
    fileprivate var trimmed: Substring {
        let tail = Substring(self).utf8.drop { $0 == 0x20 }
        let count = tail.reversed().drop { $0 == 0x20 }.count
        return Substring(tail.prefix(count))
    }
}
