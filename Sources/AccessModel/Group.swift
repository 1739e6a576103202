/// A group of users and groups of one connection.
package struct Group: Hashable, Sendable, Codable, IdentifiedByPrefix {
    package typealias ID = Identifier<Group>

    package static var identifierPrefix: String { "grp_" }
    package static var identifierBodyLength: Int { 22 }

    package var id: ID
    package var connection: Connection.ID
    /// SCIM `displayName`; unique within its connection as far as the connection's profile demands it.
    package var name: String
    package var externalID: String?
    package var origin: Origin

    package init(id: ID, connection: Connection.ID, name: String, externalID: String? = nil, origin: Origin = .scim) {
        self.id = id
        self.connection = connection
        self.name = name
        self.externalID = externalID
        self.origin = origin
    }

    /// What a group holds: users, and groups whose members are members too.
    package enum Member: Hashable, Sendable, Codable {
        case user(User.ID)
        case group(Group.ID)

        /// Ids tell by themselves what they are of: those of users have bars in them.
        package init(id: String) {
            let group = Group.ID(id)
            self = group.isWellFormed ? .group(group) : .user(User.ID(id))
        }

        /// For messages about an id that nothing has: one that has the form of neither kind may be meant for both.
        package var kind: String {
            switch self {
            case .group: "group"
            case .user(let id) where id.rawValue.utf8.count(where: { $0 == UInt8(ascii: "|") }) >= 2: "user"
            case .user: "user or group"
            }
        }
    }
}

extension Group {
    package static func == (left: Self, right: Self) -> Bool {
        left.id == right.id && left.connection == right.connection && left.name.hasSameBytes(as: right.name)
            && left.externalID.hasSameBytes(as: right.externalID) && left.origin == right.origin
    }
}
