import AccessModel
import GRDB

/// The statements that a ``RecordQuery`` comes down to.
///
/// INVARIANT (indexed lists): every statement names the index that it goes by, so that it fails rather than reads a whole
/// table or sorts a whole connection.
struct RecordStatement {
    /// Where a statement goes along an index: values in their order, or the records that have none in that of creation.
    enum Segment {
        case present, missing
    }

    let sql: String
    let arguments: [any DatabaseValueConvertible]

    /// The order's part of a query, which has two where records may lack the value.
    static func segments(of query: RecordQuery, in table: RecordTable) -> [Segment] {
        guard table.isOptional(query.order) else { return [.present] }
        let all: [Segment] = query.isDescending ? [.missing, .present] : [.present, .missing]
        guard let position = query.position else { return all }
        return Array(all.drop { $0 != (position.value == .missing ? .missing : .present) })
    }

    /// Selects the columns of a record and then its place in one segment; without `columns` the place alone, which the
    /// index holds.
    init(
        _ query: RecordQuery,
        _ segment: Segment,
        in table: RecordTable,
        owner: Int64,
        columns: String? = nil,
        tail: String = ""
    ) {
        let value = table.column(of: query.order)
        var conditions = ["r.connection_key = ?"]
        var arguments: [any DatabaseValueConvertible] = [owner]
        for (condition, values) in [table.condition, table.condition(of: query.selector)].compactMap(\.self) {
            conditions.append(condition)
            arguments += values
        }
        if let value, table.isOptional(query.order) {
            conditions.append(segment == .present ? "\(value) IS NOT NULL" : "\(value) IS NULL")
        }
        let key = table.key(of: query.selector)
        let order = segment == .present ? [value, key].compactMap(\.self) : [key]
        if let position = query.position, let values = position.arguments(for: order.count) {
            let marks = order.map { _ in "?" }.joined(separator: ", ")
            conditions.append("(\(order.joined(separator: ", "))) \(query.isDescending ? "<" : ">") (\(marks))")
            arguments += values
        }
        let index = query.selector == .all ? table.index(of: query.order, segment) : table.index(of: query.selector)
        let direction = query.isDescending ? " DESC" : ""
        sql = """
            SELECT \(columns.map { $0 + ", " } ?? "")\(key), \(value ?? "NULL")
            FROM \(table.source(index, query.selector))\(columns == nil ? "" : table.joins)
            WHERE \(conditions.joined(separator: " AND "))
            ORDER BY \(order.map { $0 + direction }.joined(separator: ", ")) \(tail)
            """
        self.arguments = arguments
    }
}

extension RecordPosition {
    /// What a row's value and key, or its key alone, are compared with; nil where the place is of another segment.
    fileprivate func arguments(for count: Int) -> [any DatabaseValueConvertible]? {
        switch value {
        case .text(let text) where count == 2: [text, key]
        case .number(let number) where count == 2: [number, key]
        case .missing where count == 1: [key]
        case .text, .number, .missing: nil
        }
    }

    init(row: Row, at column: Int) {
        let value: Value =
            switch (row[column + 1] as DatabaseValue).storage {
            case .string(let text): .text(text)
            case .int64(let number): .number(number)
            case .null, .double, .blob: .missing
            }
        self.init(value: value, key: row[column])
    }
}
