import AccessModel
import DirectoryStorage

/// A user as lists of holders and members show it.
struct UserSummaryBody: Encodable, Sendable {
    var userId: String
    var name: String
    var email: String?
    var picture: String?

    static let properties: [Schema.Property] = [
        .required("user_id", .text()), .required("name", .text()), .optional("email", .text()),
        .optional("picture", .text()),
    ]
    static let schema = Schema.object("UserSummary", properties)

    init(_ record: UserRecord, _ profile: UserProfile) {
        userId = record.user.id.rawValue
        name = profile.name ?? record.userName
        email = profile.email
        picture = profile.picture
    }
}
