/// What the management API is told by the composition root.
package struct ManagementSettings: Sendable {
    /// What answers call the tenant.
    package var tenantName: String
    package var limits: ManagementLimits

    package init(tenantName: String = "rollcall", limits: ManagementLimits = ManagementLimits()) {
        self.tenantName = tenantName
        self.limits = limits
    }
}
