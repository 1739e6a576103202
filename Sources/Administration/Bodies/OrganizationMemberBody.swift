import AccessModel
import DirectoryStorage

/// A member of an organization as the management API shows it.
struct OrganizationMemberBody: Encodable, Sendable {
    var userId: String
    var name: String
    var email: String?
    var picture: String?
    /// Given to the member directly; only where they are asked for.
    var roles: [RoleName]?

    struct RoleName: Encodable, Sendable {
        var id: String
        var name: String
    }

    static let schema = Schema.object(
        "OrganizationMember",
        UserSummaryBody.properties + [
            .optional("roles", .list(.object([.required("id", .text()), .required("name", .text())])))
        ]
    )

    init(_ record: UserRecord, _ profile: UserProfile, roles: GrantedRoles?) {
        let summary = UserSummaryBody(record, profile)
        userId = summary.userId
        name = summary.name
        email = summary.email
        picture = summary.picture
        self.roles = roles?.bodies.map { RoleName(id: $0.id, name: $0.name) }
    }
}
