import AccessModel
import DirectoryStorage
import StrictJSON

/// An organization as the management API shows it.
struct OrganizationBody: Encodable, Sendable {
    var id: String
    var name: String
    var displayName: String?
    var branding: JSONValue?
    var metadata: JSONValue
    /// Only in the answer that created it.
    var enabledConnections: [OrganizationConnectionBody]?

    /// What is kept beside the record.
    static let kept = ["branding", "metadata"]

    static let schema = Schema.object(
        "Organization",
        [
            .required("id", .text()), .required("name", .text()), .optional("display_name", .text()),
            .optional("branding", branding), .required("metadata", metadata),
            .optional("enabled_connections", .list(OrganizationConnectionBody.enabledSchema)),
        ]
    )

    init(_ organization: Organization, in reader: any DirectoryReader) throws {
        let kept = try KeptAttributes(of: .organization(organization.id), in: reader)
        id = organization.id.rawValue
        name = organization.name
        displayName = organization.displayName
        branding = kept["branding"]
        metadata = kept["metadata"] ?? [:]
    }

    // What of it a body may say.
    static let name = Schema.text(1...50, pattern: "(?!org_)[a-z0-9]([a-z0-9_-]*[a-z0-9])?")
    static let displayName = Schema.text(1...255)
    static let metadata = Schema.metadata(25)
    static let branding = Schema.object(
        "OrganizationBranding",
        [
            .optional("logo_url", .nullable(.text(1...1_024, pattern: "https?://[!-~]+"))),
            .optional(
                "colors",
                .nullable(.object([.optional("primary", color), .optional("page_background", color)]))
            ),
        ]
    )
    private static let color = Schema.nullable(.text(1...9, pattern: "#([0-9a-fA-F]{3}|[0-9a-fA-F]{6})"))
}
