import AccessModel
import GRDB

extension SQLiteReader {
    func groups(_ filter: GroupFilter, after position: ListPosition?, limit: Int) throws(StoreError)
        -> Page<GroupRecord>
    {
        let selection = GroupSelection(filter)
        let rows = try session.all(
            GroupRecord.select(from: selection.source) + """
                WHERE \(selection.condition) AND r.key > ? ORDER BY r.key LIMIT ?
                """,
            arguments: selection.arguments + [position?.rawValue ?? 0, limit.bound + 1],
            decode: GroupRecord.keyed(row:)
        )
        return Page(rows, limit: limit)
    }

    func groupCount(_ filter: GroupFilter) throws(StoreError) -> Int {
        let selection = GroupSelection(filter)
        let counts = try session.all(
            "SELECT count(*) FROM \(selection.source) WHERE \(selection.condition)",
            arguments: selection.arguments
        ) { $0[0] as Int }
        return counts.first ?? 0
    }
}

/// A ``GroupFilter`` as SQL on the groups `r`.
private struct GroupSelection {
    /// The table, and the index that finds its rows where there is one.
    let source: String
    private(set) var condition = "r.connection_key IN (SELECT key FROM connections"
    private(set) var arguments: [any DatabaseValueConvertible] = []

    init(_ filter: GroupFilter) {
        source = "groups r" + (Self.index(filter).map { " INDEXED BY \($0)" } ?? "")
        if let connection = filter.connection { add(" WHERE id = ?", connection.rawValue) }
        condition += ")"
        if let name = filter.name { add(" AND r.folded_name = ? AND r.name = ?", name.caseFolded, name) }
        if let id = filter.externalID { add(" AND r.external_id = ?", id) }
        if let text = filter.text {
            add(" AND (instr(r.folded_name, ?) > 0 OR instr(r.external_id, ?) > 0)", text.caseFolded, text)
        }
    }

    private static func index(_ filter: GroupFilter) -> String? {
        if filter.name != nil { return "groups_by_name" }
        if filter.externalID != nil { return "groups_by_external_id" }
        return filter.connection == nil ? nil : "groups_by_connection"
    }

    private mutating func add(_ text: String, _ values: any DatabaseValueConvertible...) {
        condition += text
        arguments += values
    }
}
