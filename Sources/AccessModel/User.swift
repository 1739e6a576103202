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
}

extension User.ID {
    /// The id of a user that `connection` pushes for the first time.
    package init(connection: Connection, providerUserID: String) {
        self.init("\(connection.strategy.rawValue)|\(connection.name)|\(providerUserID)")
    }
}

extension User {
    package static func == (left: Self, right: Self) -> Bool {
        left.id == right.id && left.connection == right.connection
            && left.providerUserID.hasSameBytes(as: right.providerUserID) && left.isActive == right.isActive
            && left.isBlocked == right.isBlocked
    }
}
