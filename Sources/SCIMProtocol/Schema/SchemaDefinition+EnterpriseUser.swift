extension SchemaDefinition {
    /// RFC 7643 section 4.3.
    package static let enterpriseUser = SchemaDefinition(
        id: "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User",
        name: "EnterpriseUser",
        description: "Enterprise User",
        attributes: [
            AttributeDefinition("employeeNumber", .string, "The number the organization gave the user."),
            AttributeDefinition("costCenter", .string, "The name of the cost center."),
            AttributeDefinition("organization", .string, "The name of the organization."),
            AttributeDefinition("division", .string, "The name of the division."),
            AttributeDefinition("department", .string, "The name of the department."),
            AttributeDefinition("manager", .complex, "The user's manager.").with {
                $0.subAttributes = [
                    AttributeDefinition("value", .string, "The id of the manager.").with { $0.isCaseExact = true },
                    AttributeDefinition.reference("$ref", to: ["User"], "The URL of the manager."),
                    AttributeDefinition("displayName", .string, "The name of the manager.").readOnly,
                ]
            },
        ]
    )
}
