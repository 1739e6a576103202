package import SCIMProtocol

/// What the management API is told by the composition root.
package struct ManagementSettings: Sendable {
    /// What answers call the tenant.
    package var tenantName: String
    package var limits: ManagementLimits
    /// What SCIM users are made of, with their extensions; mappings speak of it.
    package var userType: ResourceTypeDefinition

    package init(
        tenantName: String = "rollcall",
        limits: ManagementLimits = ManagementLimits(),
        userType: ResourceTypeDefinition = .user
    ) {
        self.tenantName = tenantName
        self.limits = limits
        self.userType = userType
    }
}
