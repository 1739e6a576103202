import AccessModel
import GRDB
import TestSupport
import Testing

@testable import DirectoryStorage

@Suite struct `A list in the SQLite store` {
    static let orders: [RecordQuery.Order] = [.creation, .name, .externalID, .displayName, .lastModified]
    static let selectors: [RecordQuery.Selector] = [
        .id("a"), .name("a"), .externalID("a"), .displayName("a"), .email("a"), .member(.acme("a")), .group("grp_a"),
        .member(.group("grp_a")), .holder(UniqueValue(type: "device", attribute: "serial", value: "a")),
        .modified(from: .noon, through: .noon),
    ]
    static let tables: [RecordTable] = [.users, .groups, .resources(of: "device")]

    /// How SQLite goes about the statements of a query, with as much in the store as makes it choose.
    private func plans(of query: RecordQuery, in tables: [RecordTable] = Self.tables) async throws -> [String] {
        let directory = try TemporaryDirectory()
        let store = try SQLiteDirectoryStore(path: directory.file("rollcall.db"))
        return try await store.pool.read { database in
            let statements = tables.flatMap { table in
                RecordStatement.segments(of: query, in: table).flatMap { segment in
                    [nil, "r.id"].map { RecordStatement(query, segment, in: table, owner: 1, columns: $0) }
                }
            }
            return try statements.flatMap { statement in
                let values: [(any DatabaseValueConvertible)?] = statement.arguments
                let arguments = StatementArguments(values)
                let rows = try Row.fetchAll(database, sql: "EXPLAIN QUERY PLAN \(statement.sql)", arguments: arguments)
                return rows.map { $0["detail"] as String }
            }
        }
    }

    @Test(arguments: orders, [false, true])
    func `goes along the index of its order, from any place`(order: RecordQuery.Order, isDescending: Bool) async throws
    {
        let value: RecordPosition.Value =
            switch order {
            case .creation: .missing
            case .lastModified: .number(7)
            case .name, .externalID, .displayName: .text("a")
            }
        for position in [nil, RecordPosition(key: 7), RecordPosition(value: value, key: 7)] {
            var query = RecordQuery(connection: "con_acme", order: order, isDescending: isDescending)
            query.position = position
            let plans = try await plans(of: query)
            #expect(!plans.isEmpty && plans.allSatisfy { $0.hasPrefix("SEARCH") }, "\(plans)")
        }
    }

    @Test(arguments: selectors)
    func `looks up what a filter names`(selector: RecordQuery.Selector) async throws {
        for order in Self.orders {
            let query = RecordQuery(connection: "con_acme", selector: selector, order: order)
            let plans = try await plans(of: query)
            // Sorting what was found is all that may be left to do.
            let rest = plans.filter { !$0.hasPrefix("SEARCH") }
            #expect(!plans.isEmpty && rest.allSatisfy { $0.contains("TEMP B-TREE") }, "\(plans)")
        }
    }

    /// What the issue asks to have an index, and the index that the plan must name.
    @Test(arguments: [
        (RecordTable.users, RecordQuery.Selector.name("a"), "users_by_user_name"),
        (.users, .externalID("a"), "users_by_external_id"), (.users, .email("a"), "user_emails_by_value"),
        (.users, .group("grp_a"), "PRIMARY KEY"),
        (.users, .displayName("a"), "users_by_display_name"),
        (.users, .modified(from: .noon, through: .noon), "users_by_last_modified"),
        (.groups, .name("a"), "groups_by_name"), (.groups, .externalID("a"), "groups_by_external_id"),
        (.groups, .member(.acme("a")), "members_by_member"), (.groups, .member(.group("grp_a")), "members_by_member"),
        (.groups, .modified(from: .noon, through: .noon), "groups_by_last_modified"),
        (.resources(of: "device"), .externalID("a"), "scim_resources_by_external_id"),
        (.resources(of: "device"), .modified(from: .noon, through: .noon), "scim_resources_by_last_modified"),
        (.resources(of: "device"), .holder(UniqueValue(type: "device", attribute: "a", value: "a")), "PRIMARY KEY"),
    ])
    func `looks up each attribute in its own index`(table: RecordTable, selector: RecordQuery.Selector, index: String)
        async throws
    {
        let query = RecordQuery(connection: "con_acme", selector: selector)
        let plans = try await plans(of: query, in: [table])
        #expect(plans.contains { $0.hasPrefix("SEARCH") && $0.contains("\(index) ") }, "\(plans)")
        #expect(!plans.contains { $0.hasPrefix("SCAN") }, "\(plans)")
    }

    @Test(arguments: [
        (RecordTable.users, RecordQuery.Order.name, "users_by_user_name"),
        (.users, .externalID, "users_by_external_id"), (.users, .displayName, "users_by_display_name"),
        (.users, .lastModified, "users_by_last_modified"), (.groups, .name, "groups_by_name"),
        (.groups, .displayName, "groups_by_name"), (.groups, .externalID, "groups_by_external_id"),
        (.groups, .lastModified, "groups_by_last_modified"),
        (.resources(of: "device"), .externalID, "scim_resources_by_external_id"),
        (.resources(of: "device"), .lastModified, "scim_resources_by_last_modified"),
    ])
    func `is sorted by the index of the attribute`(table: RecordTable, order: RecordQuery.Order, index: String)
        async throws
    {
        let plans = try await plans(of: RecordQuery(connection: "con_acme", order: order), in: [table])
        #expect(plans.contains { $0.contains("\(index) ") } && !plans.contains { $0.contains("B-TREE") }, "\(plans)")
    }

    @Test func `of users whose names were stored before they were folded finds them`() async throws {
        let directory = try TemporaryDirectory()
        let path = directory.file("rollcall.db")
        let before = try DatabasePool(path: path)
        try SQLiteSchema.migrator.migrate(before, upTo: "2")
        try await before.write { database in
            try database.execute(
                sql: """
                    INSERT INTO connections VALUES (1, 'con_acme', 'acme', 'okta', 'userName', 'api');
                    INSERT INTO users VALUES (1, 'okta|acme|ann', 1, 'ann', 1, 'ann', 'ann', NULL, 'ZOË', 1, 0, 0);
                    INSERT INTO user_attributes VALUES (1, '{"emails":[{"value":"ZOË@x.example"}]}');
                    """
            )
        }
        try before.close()
        let store = try SQLiteDirectoryStore(path: path)
        for selector in [RecordQuery.Selector.displayName("zoë"), .email("zoë@x.example")] {
            var found = [User.ID]()
            found = try await store.read { reader in
                var ids = [User.ID]()
                try reader.scanUsers(RecordQuery(connection: "con_acme", selector: selector)) { record, _ in
                    ids.append(record.user.id)
                    return .next
                }
                return ids
            }
            #expect(found == [.acme("ann")])
        }
    }
}
