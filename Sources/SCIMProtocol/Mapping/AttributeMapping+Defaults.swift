package import AccessModel

extension AttributeMapping {
    /// What a connection maps until somebody says otherwise.
    package static func standard(for strategy: Connection.Strategy) -> [Entry] {
        switch strategy {
        case .okta, .oidc:
            [Entry("userName", "preferred_username")] + primary + formalNames + common
        case .samlp:
            [Entry("userName", "username")] + primary + formalNames + common
        case .waad:
            [Entry("userName", "upn")] + work + common
        }
    }

    private static let enterprise = SchemaDefinition.enterpriseUser.id

    private static let common = [
        Entry("externalId", "app_metadata.external_id"),
        Entry("active", "blocked"),
        Entry("displayName", "name"),
        Entry("name.givenName", "given_name"),
        Entry("name.familyName", "family_name"),
        Entry("nickName", "nickname"),
        Entry(#"photos[type eq "photo"].value"#, "picture"),
        Entry(#"phoneNumbers[type eq "mobile"].value"#, "app_metadata.mobile_phone_number"),
        Entry(#"addresses[type eq "work"].streetAddress"#, "app_metadata.street_address"),
        Entry(#"addresses[type eq "work"].locality"#, "app_metadata.city"),
        Entry(#"addresses[type eq "work"].region"#, "app_metadata.state"),
        Entry(#"addresses[type eq "work"].postalCode"#, "app_metadata.postal_code"),
        Entry(#"addresses[type eq "work"].formatted"#, "app_metadata.postal_address"),
        Entry(#"addresses[type eq "work"].country"#, "app_metadata.country"),
        Entry("profileUrl", "app_metadata.profile_url"),
        Entry("userType", "app_metadata.user_type"),
        Entry("title", "app_metadata.title"),
        Entry("preferredLanguage", "app_metadata.language"),
        Entry("locale", "app_metadata.locale"),
        Entry("timezone", "app_metadata.timezone"),
        Entry("\(enterprise):employeeNumber", "app_metadata.employee_id"),
        Entry("\(enterprise):costCenter", "app_metadata.cost_center"),
        Entry("\(enterprise):organization", "app_metadata.organization"),
        Entry("\(enterprise):division", "app_metadata.division"),
        Entry("\(enterprise):department", "app_metadata.department"),
        Entry("\(enterprise):manager", "app_metadata.manager"),
    ]

    private static let primary = [
        Entry("emails[primary eq true].value", "email"),
        Entry("phoneNumbers[primary eq true].value", "app_metadata.primary_phone_number"),
    ]

    /// Entra does not say which value is the primary one.
    private static let work = [
        Entry(#"emails[type eq "work"].value"#, "email"),
        Entry(#"phoneNumbers[type eq "work"].value"#, "app_metadata.work_phone_number"),
        Entry(#"phoneNumbers[type eq "fax"].value"#, "app_metadata.fax_number"),
    ]

    private static let formalNames = [
        Entry("name.middleName", "app_metadata.middle_name"),
        Entry("name.honorificPrefix", "app_metadata.honorific_prefix"),
        Entry("name.honorificSuffix", "app_metadata.honorific_suffix"),
    ]
}
