extension SchemaDefinition {
    /// The attributes that every resource has (RFC 7643 section 3.1); not a schema that is served.
    static let common = SchemaDefinition(
        id: "",
        name: "Common",
        description: "",
        attributes: [
            AttributeDefinition("schemas", .reference).with {
                $0.isMultiValued = true
                $0.isRequired = true
                $0.mutability = .readOnly
                $0.returned = .always
            },
            AttributeDefinition("id").with {
                $0.isCaseExact = true
                $0.mutability = .readOnly
                $0.returned = .always
                $0.uniqueness = .server
            },
            AttributeDefinition("externalId").with {
                $0.isCaseExact = true
                $0.nameLimit = 1_024
            },
            AttributeDefinition("meta", .complex).with {
                $0.mutability = .readOnly
                $0.subAttributes = [
                    AttributeDefinition("resourceType").readOnlyExact,
                    AttributeDefinition("created", .dateTime).readOnlyExact,
                    AttributeDefinition("lastModified", .dateTime).readOnlyExact,
                    AttributeDefinition("location", .reference).readOnlyExact,
                    AttributeDefinition("version").readOnlyExact,
                ]
            },
        ]
    )
}

extension AttributeDefinition {
    fileprivate var readOnlyExact: Self {
        with {
            $0.mutability = .readOnly
            $0.isCaseExact = true
        }
    }

    /// The shape of most multi-valued attributes (RFC 7643 section 2.4): value, display, type, primary.
    static func plural(
        _ name: String,
        _ description: String,
        value: AttributeDefinition = AttributeDefinition("value", .string, "The value."),
        types: [String] = []
    ) -> Self {
        AttributeDefinition(name, .complex, description).with {
            $0.isMultiValued = true
            $0.subAttributes = [
                value,
                AttributeDefinition("display", .string, "A name for the value, for display."),
                AttributeDefinition("type", .string, "What the value is for.").with { $0.canonicalValues = types },
                AttributeDefinition("primary", .boolean, "Whether this is the preferred value; at most one is."),
            ]
        }
    }

    static func reference(_ name: String, to types: [String], _ description: String) -> Self {
        AttributeDefinition(name, .reference, description).with {
            $0.isCaseExact = true
            $0.referenceTypes = types
        }
    }

    var readOnly: Self { with { $0.mutability = .readOnly } }

    var immutable: Self { with { $0.mutability = .immutable } }
}
