import AccessModel

/// The state that an index answers from: copied at the price of its root, changed at the price of the change.
struct Directory: Sendable {
    var connections = EntityTable<Connection>()
    var users = UserTable()
    var groups = GroupTable()
    var organizations = OrganizationTable()
    var roles = EntityTable<Role>()
    var resourceTypes: [[UInt8]: ResourceType] = [:]
    var apis: [[UInt8]: API] = [:]
    var assignments = AssignmentTable()
    var origins = OriginTable()
    var directPermissions = DirectPermissionTable()
    var settings = LoginSettings()
    var permissions = PermissionTable()
    var memberships = 0
    var directGrants = 0
    /// What changes left to be done before questions may be asked.
    var unfinished = UnfinishedWork()
    var deletedGroups = DeletedGroups()

    /// Memory, everything counted.
    var heapBytes: Int {
        connections.heapBytes + users.heapBytes + groups.heapBytes + organizations.heapBytes + roles.heapBytes
            + assignments.heapBytes + origins.heapBytes + directPermissions.heapBytes + permissions.heapBytes
    }
}
