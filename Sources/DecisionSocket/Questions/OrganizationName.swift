import AccessModel

/// What people write where they mean the member `organization`.
enum OrganizationName {
    private static let spellings = [
        "organization", "organisation", "organizations", "organisations", "organization_id", "organisation_id",
        "organizationId", "organisationId", "organization_name", "organisation_name", "org", "org_id", "orgId",
        "org_name",
    ]

    /// The spelling that the name is, capitals aside; safe to show.
    static func spelling(of name: String) -> String? {
        guard name.utf8.count <= 17, let first = name.utf8.first, first | 0x20 == UInt8(ascii: "o") else { return nil }
        return spellings.first { $0.lowercased() == name.lowercased() }
    }

    /// For a question without an organization.
    static func warning(about properties: [Property]) -> String? {
        for property in properties where property.path.source == .context {
            guard let spelling = spelling(of: property.path.name) else { continue }
            return "`context.\(spelling)` is no organization: that is `context.organization`"
        }
        return nil
    }
}
