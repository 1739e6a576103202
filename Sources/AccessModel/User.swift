/// A person or account that a connection's provider pushed, as far as decisions need it.
///
/// The SCIM attributes stay in the store.
package struct User: Hashable, Sendable, Codable {
    package typealias ID = Identifier<User>

    /// `{strategy}|{connection name}|{the provider's user id}` at creation; kept when those change later.
    package var id: ID
    package var connection: Connection.ID
    /// The provider's own user id as it is now: the value of the connection's `userIDAttribute`, or of `userName`
    /// where that is absent. Unique within the connection.
    package var providerUserID: String
    /// SCIM `active`. An inactive user keeps memberships and is denied everything.
    package var isActive: Bool
    /// An administrator's own block, which denies as much and which no provider lifts.
    package var isBlocked: Bool

    package init(
        id: ID,
        connection: Connection.ID,
        providerUserID: String,
        isActive: Bool,
        isBlocked: Bool = false
    ) {
        self.id = id
        self.connection = connection
        self.providerUserID = providerUserID
        self.isActive = isActive
        self.isBlocked = isBlocked
    }

    /// Whether anything is granted to the user at all.
    package var isAdmitted: Bool { isActive && !isBlocked }

    /// Whether the id still says who the user is at the provider. After a rename it may be what another person is called
    /// there by now, and names nobody.
    package var hasCurrentLoginID: Bool { id.providerUserID?.elementsEqual(providerUserID.utf8) ?? false }
}

extension User.ID {
    /// The id of a user that `connection` pushes for the first time.
    package init(connection: Connection, providerUserID: String) {
        self.init("\(connection.strategy.rawValue)|\(connection.name)|\(providerUserID)")
    }

    /// The provider's id in it, which is all after the second bar; nil where there is none. Neither a strategy nor the name
    /// of a connection has a bar.
    package var providerUserID: Substring.UTF8View? {
        let bar = UInt8(ascii: "|")
        guard let first = rawValue.utf8.firstIndex(of: bar),
            let second = rawValue.utf8[rawValue.utf8.index(after: first)...].firstIndex(of: bar)
        else { return nil }
        return rawValue.utf8[rawValue.utf8.index(after: second)...]
    }
}

extension User {
    package static func == (left: Self, right: Self) -> Bool {
        left.id == right.id && left.connection == right.connection
            && left.providerUserID.hasSameBytes(as: right.providerUserID) && left.isActive == right.isActive
            && left.isBlocked == right.isBlocked
    }
}
