import AccessModel
import DirectoryStorage
import StrictJSON

/// A user as the management API shows it.
struct UserBody: Encodable, Sendable {
    private let members: JSONObject

    /// The provider's attributes are those of its connection's mapping, under names that are not all known beforehand.
    static let schema = Schema.any

    init(_ record: UserRecord, _ profile: UserProfile, connection: Connection) {
        var members = profile.attributes
        members["app_metadata"] = .object(profile.appMetadata)
        members["user_metadata"] = .object(profile.userMetadata)
        members["user_id"] = .string(record.user.id.rawValue)
        members["name"] = .string(profile.name ?? record.userName)
        members["username"] = .string(record.userName)
        members["blocked"] = .boolean(!record.user.isAdmitted)
        members["blocked_by"] = .array(record.user.blockers)
        members["created_at"] = .string(record.created.description)
        members["updated_at"] = .string(record.lastModified.description)
        members["identities"] = [
            [
                "connection": .string(connection.name),
                "user_id": .string(record.user.providerUserID),
                "provider": .string(connection.strategy.rawValue),
                "isSocial": false,
            ]
        ]
        self.members = members
    }

    func encode(to encoder: any Encoder) throws {
        try JSONValue.object(members).encode(to: encoder)
    }
}

extension User {
    /// Who keeps the user out: the provider, which says that it is inactive, the administrator, or both.
    fileprivate var blockers: [JSONValue] {
        (isActive ? [] : ["provider"]) + (isBlocked ? ["administrator"] : [])
    }
}
