import AccessModel
import GRDB

/// What a query has to know of the table it runs on, whose rows it calls `r`.
struct RecordTable {
    private enum Kind {
        case users, groups
        case resources(type: String)
    }

    typealias Condition = (sql: String, arguments: [any DatabaseValueConvertible])

    private let kind: Kind

    static let users = RecordTable(kind: .users)
    static let groups = RecordTable(kind: .groups)

    /// Those of one type that an operator declared.
    static func resources(of type: String) -> RecordTable { RecordTable(kind: .resources(type: type)) }

    private var name: String {
        switch kind {
        case .users: "users"
        case .groups: "groups"
        case .resources: "scim_resources"
        }
    }

    /// What the statement joins to a row, each by its key.
    var joins: String {
        let connection = " CROSS JOIN connections c ON c.key = r.connection_key"
        return switch kind {
        case .users: " CROSS JOIN user_attributes a ON a.user_key = r.key" + connection
        case .groups, .resources: connection
        }
    }

    /// What makes a row one of this table's, besides its connection.
    var condition: Condition? {
        switch kind {
        case .users, .groups: nil
        case .resources(let type): ("r.type = ?", [type])
        }
    }
}

// Orders

extension RecordTable {
    /// Nil where records come as they were created.
    func column(of order: RecordQuery.Order) -> String? {
        switch (order, kind) {
        case (.creation, _), (.name, .resources), (.displayName, .resources): nil
        case (.name, .users): "r.folded_user_name"
        case (.name, .groups), (.displayName, .groups): "r.folded_name"
        case (.externalID, _): "r.external_id"
        case (.displayName, .users): "r.folded_display_name"
        case (.lastModified, _): "r.last_modified"
        }
    }

    /// Whether a record may be without what the order is by.
    func isOptional(_ order: RecordQuery.Order) -> Bool {
        switch (order, kind) {
        case (.externalID, _), (.displayName, .users): true
        case (.creation, _), (.name, _), (.lastModified, _), (.displayName, .groups), (.displayName, .resources): false
        }
    }

    func index(of order: RecordQuery.Order, _ segment: RecordStatement.Segment) -> String? {
        switch (order, kind) {
        case (.creation, _), (.name, .resources), (.displayName, .resources): "\(name)_by_connection"
        case (.name, .users): "users_by_user_name"
        case (.name, .groups), (.displayName, .groups): "groups_by_name"
        case (.externalID, _): segment == .present ? "\(name)_by_external_id" : "\(name)_by_connection"
        case (.displayName, .users): "users_by_display_name"
        case (.lastModified, _): "\(name)_by_last_modified"
        }
    }
}

// Selectors

extension RecordTable {
    /// Nil where the primary key or a unique column is looked up, or where nothing is found.
    func index(of selector: RecordQuery.Selector) -> String? {
        switch (selector, kind) {
        case (.all, _): "\(name)_by_connection"
        case (.name, .users): "users_by_user_name"
        case (.name, .groups): "groups_by_name"
        case (.externalID, _): "\(name)_by_external_id"
        case (.displayName, .users): "users_by_display_name"
        case (.modified, _): "\(name)_by_last_modified"
        case (.id, _), (.email, _), (.member, _), (.group, _), (.holder, _), (.name, .resources),
            (.displayName, .groups),
            (.displayName, .resources):
            nil
        }
    }

    func condition(of selector: RecordQuery.Selector) -> Condition? {
        switch (selector, kind) {
        case (.all, _): nil
        case (.id(let id), _): ("r.id = ?", [id])
        case (.name(let name), .users): ("r.folded_user_name = ?", [name])
        case (.name(let name), .groups): ("r.folded_name = ?", [name])
        case (.externalID(let id), _): ("r.external_id = ?", [id])
        case (.displayName(let name), .users): ("r.folded_display_name = ?", [name])
        case (.email(let address), .users): ("e.folded_value = ?", [address])
        case (.member(.user(let id)), .groups): ("m.member_kind = 0 AND u.id = ?", [id.rawValue])
        case (.member(.group(let id)), .groups): ("m.member_kind = 1 AND u.id = ?", [id.rawValue])
        case (.group(let id), .users): ("m.member_kind = 0 AND g.id = ?", [id.rawValue])
        case (.holder(let value), _):
            ("v.type = ? AND v.attribute = ? AND v.value = ?", [value.type, value.attribute, value.value])
        case (.modified(let first, let last), _):
            ("r.last_modified BETWEEN ? AND ?", [first.nanoseconds, last.nanoseconds])
        case (.name, .resources), (.displayName, .groups), (.displayName, .resources), (.email, .groups),
            (.email, .resources), (.member, .users), (.member, .resources), (.group, .groups), (.group, .resources):
            ("FALSE", [])
        }
    }

    /// What a record's key is called where it is found, which an index may have in order.
    func key(of selector: RecordQuery.Selector) -> String {
        switch (selector, kind) {
        case (.group, .users): "m.member_key"
        default: "r.key"
        }
    }

    /// `CROSS JOIN` keeps the order: what the selector finds, then the records, then what belongs to them.
    func source(_ index: String?, _ selector: RecordQuery.Selector) -> String {
        let records = "\(name) r" + (index.map { " INDEXED BY \($0)" } ?? "")
        switch (selector, kind) {
        case (.email, .users):
            return "user_emails e INDEXED BY user_emails_by_value CROSS JOIN \(records) ON r.key = e.user_key"
        case (.member(let member), .groups):
            let table = if case .user = member { "users" } else { "groups" }
            return """
                \(table) u CROSS JOIN members m INDEXED BY members_by_member ON m.member_key = u.key
                CROSS JOIN \(records) ON r.key = m.group_key
                """
        case (.group, .users):
            return "groups g CROSS JOIN members m ON m.group_key = g.key CROSS JOIN \(records) ON r.key = m.member_key"
        case (.holder, _): return "unique_values v CROSS JOIN \(records) ON r.id = v.holder"
        case (.all, _), (.id, _), (.name, _), (.externalID, _), (.displayName, _), (.email, _), (.member, _),
            (.group, _), (.modified, _):
            return records
        }
    }
}
