extension SchemaDefinition {
    /// RFC 7643 section 4.1.
    package static let user = SchemaDefinition(
        id: "urn:ietf:params:scim:schemas:core:2.0:User",
        name: "User",
        description: "User Account",
        attributes: [.userName, .name] + names + [.active, .password] + contacts + [.addresses, .groups] + rights
    )

    private static let names = [
        AttributeDefinition("displayName", .string, "The name of the user, for display."),
        AttributeDefinition("nickName", .string, "The casual way to address the user."),
        AttributeDefinition.reference("profileUrl", to: ["external"], "A page about the user."),
        AttributeDefinition("title", .string, "The user's title, such as `Vice President`."),
        AttributeDefinition("userType", .string, "The relation between organization and user."),
        AttributeDefinition("preferredLanguage", .string, "The preferred languages, as in Accept-Language."),
        AttributeDefinition("locale", .string, "The default location, such as `en-US`."),
        AttributeDefinition("timezone", .string, "The time zone, such as `Europe/Berlin`."),
    ]

    private static let contacts = [
        AttributeDefinition.plural("emails", "E-mail addresses.", types: ["work", "home", "other"]),
        AttributeDefinition.plural(
            "phoneNumbers",
            "Phone numbers.",
            types: ["work", "home", "mobile", "fax", "pager", "other"]
        ),
        AttributeDefinition.plural(
            "ims",
            "Instant messaging addresses.",
            types: ["aim", "gtalk", "icq", "xmpp", "msn", "skype", "qq", "yahoo"]
        ),
        AttributeDefinition.plural(
            "photos",
            "URLs of photos of the user.",
            value: .reference("value", to: ["external"], "The URL of a photo."),
            types: ["photo", "thumbnail"]
        ),
    ]

    private static let rights = [
        AttributeDefinition.plural("entitlements", "Entitlements at the provider; stored as data only."),
        AttributeDefinition.plural("roles", "Roles at the provider; stored as data only."),
        AttributeDefinition.plural(
            "x509Certificates",
            "Certificates of the user.",
            value: AttributeDefinition("value", .binary, "A certificate, DER in base64.").with {
                $0.isCaseExact = true
            }
        ),
    ]
}

extension AttributeDefinition {
    fileprivate static let userName = AttributeDefinition(
        "userName",
        .string,
        "The identifier of the user at the provider, unique within the connection."
    ).with {
        $0.isRequired = true
        $0.uniqueness = .server
        $0.nameLimit = 1_024
    }

    fileprivate static let name = AttributeDefinition("name", .complex, "The parts of the user's name.").with {
        $0.subAttributes = [
            AttributeDefinition("formatted", .string, "The whole name, for display."),
            AttributeDefinition("familyName", .string, "The family name."),
            AttributeDefinition("givenName", .string, "The given name."),
            AttributeDefinition("middleName", .string, "The middle names."),
            AttributeDefinition("honorificPrefix", .string, "Such as `Ms.`."),
            AttributeDefinition("honorificSuffix", .string, "Such as `III`."),
        ]
    }

    fileprivate static let active = AttributeDefinition(
        "active",
        .boolean,
        "Whether the user may do anything; an inactive user keeps memberships and is denied."
    ).with { $0.initialValue = true }

    fileprivate static let password = AttributeDefinition(
        "password",
        .string,
        "Accepted and not kept: nobody logs in here."
    ).with {
        $0.isCaseExact = true
        $0.mutability = .writeOnly
        $0.returned = .never
    }

    fileprivate static let addresses = AttributeDefinition("addresses", .complex, "Postal addresses.").with {
        $0.isMultiValued = true
        $0.subAttributes = [
            AttributeDefinition("formatted", .string, "The whole address, for display or a label."),
            AttributeDefinition("streetAddress", .string, "Street and number."),
            AttributeDefinition("locality", .string, "The city."),
            AttributeDefinition("region", .string, "The state or region."),
            AttributeDefinition("postalCode", .string, "The postal code."),
            AttributeDefinition("country", .string, "The country, by its ISO 3166-1 code or name."),
            AttributeDefinition("type", .string, "What the address is for.").with {
                $0.canonicalValues = ["work", "home", "other"]
            },
            AttributeDefinition("primary", .boolean, "Whether this is the preferred address; at most one is."),
        ]
    }

    fileprivate static let groups = AttributeDefinition(
        "groups",
        .complex,
        "The groups that the user is a member of; changed through the groups."
    ).readOnly.with {
        $0.isMultiValued = true
        $0.subAttributes = [
            AttributeDefinition("value", .string, "The id of the group.").readOnly.with { $0.isCaseExact = true },
            AttributeDefinition.reference("$ref", to: ["Group"], "The URL of the group.").readOnly,
            AttributeDefinition("display", .string, "The name of the group.").readOnly,
            AttributeDefinition("type", .string, "How the membership comes about.").readOnly.with {
                $0.canonicalValues = ["direct", "indirect"]
            },
        ]
    }
}
