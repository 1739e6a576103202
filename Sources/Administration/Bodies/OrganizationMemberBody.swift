import AccessModel
import DirectoryStorage
import Foundation

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
        [
            .required("user_id", .text()), .required("name", .text()), .optional("email", .text()),
            .optional("picture", .text()),
            .optional("roles", .list(.object([.required("id", .text()), .required("name", .text())]))),
        ]
    )

    init(_ user: UserRecord) {
        let pushed = try? JSONDecoder().decode(Pushed.self, from: Data(user.attributes.utf8))
        userId = user.user.id.rawValue
        name = user.displayName ?? user.userName
        email = pushed?.emails?.chosen
        picture = pushed?.photos?.chosen
    }

    /// What of the provider's document is shown.
    private struct Pushed: Decodable {
        var emails: [Value]?
        var photos: [Value]?
    }

    fileprivate struct Value: Decodable {
        var value: String?
        var primary: Bool?
    }
}

extension [OrganizationMemberBody.Value] {
    fileprivate var chosen: String? { (first { $0.primary == true } ?? first)?.value }
}
