import AccessModel
import DirectoryStorage

/// An organization as the management API shows it.
struct OrganizationBody: Encodable, Sendable {
    var id: String
    var name: String
    var displayName: String?

    static let schema = Schema.object(
        "Organization",
        [.required("id", .text()), .required("name", .text()), .optional("display_name", .text())]
    )

    init(_ organization: Organization, in reader: any DirectoryReader) throws {
        id = organization.id.rawValue
        name = organization.name
        displayName = organization.displayName
    }
}
