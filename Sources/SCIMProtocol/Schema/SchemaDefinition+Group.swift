extension SchemaDefinition {
    /// RFC 7643 section 4.2.
    package static let group = SchemaDefinition(
        id: "urn:ietf:params:scim:schemas:core:2.0:Group",
        name: "Group",
        description: "Group",
        attributes: [
            AttributeDefinition("displayName", .string, "The name of the group.").with {
                $0.isRequired = true
                $0.nameLimit = 256
            },
            AttributeDefinition("members", .complex, "The users and groups in the group.").with {
                $0.isMultiValued = true
                $0.subAttributes = [
                    AttributeDefinition("value", .string, "The id of the member.").immutable.with {
                        $0.isCaseExact = true
                    },
                    AttributeDefinition.reference("$ref", to: ["User", "Group"], "The URL of the member.").immutable,
                    AttributeDefinition("display", .string, "The name of the member.").readOnly,
                    AttributeDefinition("type", .string, "What the member is.").immutable.with {
                        $0.canonicalValues = ["User", "Group"]
                    },
                ]
            },
        ]
    )
}
