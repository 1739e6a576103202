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
        if let (condition, values) = table.condition(of: query.selector) {
            conditions.append(condition)
            arguments += values
        }
        if let value, table.isOptional(query.order) {
            conditions.append(segment == .present ? "\(value) IS NOT NULL" : "\(value) IS NULL")
        }
        let order = segment == .present ? [value, "r.key"].compactMap(\.self) : ["r.key"]
        if let position = query.position, let values = position.arguments(for: order.count) {
            let marks = order.map { _ in "?" }.joined(separator: ", ")
            conditions.append("(\(order.joined(separator: ", "))) \(query.isDescending ? "<" : ">") (\(marks))")
            arguments += values
        }
        let index = query.selector == .all ? table.index(of: query.order, segment) : table.index(of: query.selector)
        let direction = query.isDescending ? " DESC" : ""
        sql = """
            SELECT \(columns.map { $0 + ", " } ?? "")r.key, \(value ?? "NULL")
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

/// What a query has to know of the table it runs on, whose rows it calls `r`.
struct RecordTable {
    let name: String
    let nameColumn: String
    /// What the statement joins to a row, each by its key.
    let joins: String

    static let users = RecordTable(
        name: "users",
        nameColumn: "folded_user_name",
        joins:
            " CROSS JOIN user_attributes a ON a.user_key = r.key CROSS JOIN connections c ON c.key = r.connection_key"
    )
    static let groups = RecordTable(
        name: "groups",
        nameColumn: "folded_name",
        joins: " CROSS JOIN connections c ON c.key = r.connection_key"
    )

    private var isOfUsers: Bool { name == "users" }
    private var nameIndex: String { isOfUsers ? "users_by_user_name" : "groups_by_name" }

    func column(of order: RecordQuery.Order) -> String? {
        switch order {
        case .creation: nil
        case .name: "r.\(nameColumn)"
        case .externalID: "r.external_id"
        case .displayName: isOfUsers ? "r.folded_display_name" : "r.\(nameColumn)"
        case .lastModified: "r.last_modified"
        }
    }

    /// Whether a record may be without what the order is by.
    func isOptional(_ order: RecordQuery.Order) -> Bool {
        switch order {
        case .creation, .name, .lastModified: false
        case .externalID: true
        case .displayName: isOfUsers
        }
    }

    func index(of order: RecordQuery.Order, _ segment: RecordStatement.Segment) -> String? {
        switch order {
        case .creation: "\(name)_by_connection"
        case .name: nameIndex
        case .externalID: segment == .present ? "\(name)_by_external_id" : "\(name)_by_connection"
        case .displayName: isOfUsers ? "users_by_display_name" : nameIndex
        case .lastModified: "\(name)_by_last_modified"
        }
    }

    /// Nil where the primary key or a unique column is looked up.
    func index(of selector: RecordQuery.Selector) -> String? {
        switch selector {
        case .all: "\(name)_by_connection"
        case .name: nameIndex
        case .externalID: "\(name)_by_external_id"
        case .displayName: isOfUsers ? "users_by_display_name" : nameIndex
        case .modified: "\(name)_by_last_modified"
        case .id, .email, .member: nil
        }
    }

    func condition(of selector: RecordQuery.Selector) -> (String, [any DatabaseValueConvertible])? {
        switch selector {
        case .all: nil
        case .id(let id): ("r.id = ?", [id])
        case .name(let name): ("r.\(nameColumn) = ?", [name])
        case .externalID(let id): ("r.external_id = ?", [id])
        case .displayName(let name): isOfUsers ? ("r.folded_display_name = ?", [name]) : ("FALSE", [])
        case .email(let address): isOfUsers ? ("e.folded_value = ?", [address]) : ("FALSE", [])
        case .member(.user(let id)): isOfUsers ? ("FALSE", []) : ("m.member_kind = 0 AND u.id = ?", [id.rawValue])
        case .member(.group(let id)): isOfUsers ? ("FALSE", []) : ("m.member_kind = 1 AND u.id = ?", [id.rawValue])
        case .modified(let first, let last):
            ("r.last_modified BETWEEN ? AND ?", [first.nanoseconds, last.nanoseconds])
        }
    }

    /// `CROSS JOIN` keeps the order: what the selector finds, then the records, then what belongs to them.
    func source(_ index: String?, _ selector: RecordQuery.Selector) -> String {
        let records = "\(name) r" + (index.map { " INDEXED BY \($0)" } ?? "")
        switch selector {
        case .email where isOfUsers:
            return "user_emails e INDEXED BY user_emails_by_value CROSS JOIN \(records) ON r.key = e.user_key"
        case .member(let member) where !isOfUsers:
            let table = if case .user = member { "users" } else { "groups" }
            return """
                \(table) u CROSS JOIN members m INDEXED BY members_by_member ON m.member_key = u.key
                CROSS JOIN \(records) ON r.key = m.group_key
                """
        case .all, .id, .name, .externalID, .displayName, .email, .member, .modified: return records
        }
    }
}
