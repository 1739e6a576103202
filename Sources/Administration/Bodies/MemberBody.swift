import AccessModel
import DirectoryStorage

/// A direct member of a group as the management API shows it: by id alone.
struct MemberBody: Encodable, Sendable {
    var id: String
    /// `user` or `group`.
    var memberType: String
    var type = "connection"
    var connectionId: String

    static let schema = Schema.object(
        "GroupMember",
        [
            .required("id", .text()), .required("member_type", .oneOf(["user", "group"])),
            .required("type", .oneOf(["connection"])), .required("connection_id", .text()),
        ]
    )

    init(_ member: Group.Member, of connection: Connection.ID) {
        switch member {
        case .user(let user): (id, memberType) = (user.rawValue, "user")
        case .group(let group): (id, memberType) = (group.rawValue, "group")
        }
        connectionId = connection.rawValue
    }
}
