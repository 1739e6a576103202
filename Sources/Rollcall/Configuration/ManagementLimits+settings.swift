import Administration
import DirectoryStorage

extension ManagementLimits {
    /// The limits that are set, and what is usual of the others.
    init(_ settings: Settings) throws(CommandFailure) {
        self.init()
        for (key, limit) in Self.limits {
            if let number = try settings.number(key, in: 0...1_000_000_000_000) { self[keyPath: limit] = number }
        }
    }

    private static var limits: [(SettingKey, WritableKeyPath<Self, Int>)] {
        [
            (.limitsRoles, \.roles), (.limitsRolesPerOrganization, \.rolesPerOrganization),
            (.limitsPermissionsPerRole, \.permissionsPerRole),
            (.limitsPermissionsPerUser, \.permissionsPerUser), (.limitsPermissionsPerAPI, \.permissionsPerAPI),
            (.limitsRolesPerUser, \.rolesPerUser), (.limitsRolesPerMember, \.rolesPerMember),
            (.limitsRolesPerGroup, \.rolesPerGroup), (.limitsRolesOfGroups, \.rolesOfGroups),
            (.limitsGroupsWithRoles, \.groupsWithRoles), (.limitsGroupRoleMappings, \.groupRoleMappings),
            (.limitsGroupsPerConnection, \.connection.groups), (.limitsUsersPerConnection, \.connection.users),
            (.limitsMembersPerConnection, \.connection.members),
            (.limitsDocumentBytesPerConnection, \.connection.documentBytes), (.limitsOrganizations, \.organizations),
            (.limitsMembersPerOrganization, \.membersPerOrganization),
            (.limitsConnectionsPerOrganization, \.connectionsPerOrganization),
        ]
    }
}

extension StoreLimits {
    /// The limits that are set, and what is usual of the others.
    init(_ settings: Settings) throws(CommandFailure) {
        self.init()
        if let number = try settings.number(.limitsDepthOfNesting, in: 1...10_000) { depthOfNesting = number }
        if let number = try settings.number(.limitsNestedMembershipsPerConnection, in: 0...1_000_000_000) {
            nestedMembershipsPerConnection = number
        }
    }
}
