package import AccessModel

/// What the resources of one connection take of the store.
package struct ConnectionUsage: Hashable, Sendable {
    package var users = 0
    package var groups = 0
    /// Direct memberships, in all groups together.
    package var members = 0
    /// Of the documents of users, groups and other resources, each with 256 bytes more.
    package var documentBytes = 0

    package init(users: Int = 0, groups: Int = 0, members: Int = 0, documentBytes: Int = 0) {
        self.users = users
        self.groups = groups
        self.members = members
        self.documentBytes = documentBytes
    }
}

/// The most that one connection may take. What is there already beyond a limit stays; nothing is added to it, and whatever
/// takes away is never refused.
package struct ConnectionLimits: Equatable, Sendable {
    package var users = 2_000_000
    package var groups = 100_000
    package var members = 20_000_000
    package var documentBytes = 4 << 30

    package init() {}

    private static var parts: [(KeyPath<ConnectionUsage, Int>, KeyPath<Self, Int>, setting: String, noun: String)] {
        [
            (\.users, \.users, "limits.users_per_connection", "users"),
            (\.groups, \.groups, "limits.groups_per_connection", "groups"),
            (\.members, \.members, "limits.members_per_connection", "memberships"),
            (\.documentBytes, \.documentBytes, "limits.document_bytes_per_connection", "bytes of documents"),
        ]
    }

    /// Refuses what a transaction has added beyond a limit. To be called at its end.
    package func check(_ usage: ConnectionUsage, since before: ConnectionUsage) throws(ConnectionLimitReached) {
        for (count, limit, setting, noun) in Self.parts
        where usage[keyPath: count] > max(before[keyPath: count], self[keyPath: limit]) {
            throw ConnectionLimitReached(setting: setting, noun: noun, limit: self[keyPath: limit])
        }
    }
}

/// A connection would take more than it may.
package struct ConnectionLimitReached: Error, Hashable {
    /// The setting that says how much.
    package let setting: String
    private let noun: String
    private let limit: Int

    fileprivate init(setting: String, noun: String, limit: Int) {
        self.setting = setting
        self.noun = noun
        self.limit = limit
    }

    package var sentence: String {
        "the connection may have \(limit) \(noun) and no more; remove some, or have `\(setting)` raised"
    }
}

extension DirectoryTransaction {
    /// Runs `body`, and refuses what it adds to the connection beyond a limit.
    package func keeping<Value>(
        _ connection: Connection.ID,
        within limits: ConnectionLimits,
        _ body: () throws -> Value
    ) throws -> Value {
        let before = try usage(of: connection)
        let value = try body()
        try limits.check(usage(of: connection), since: before)
        return value
    }
}
