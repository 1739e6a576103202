/// Everything that can be set, by its key in the configuration file; sections are joined by dots.
enum SettingKey: String, CaseIterable {
    case data, policies, socket, listen
    case adminSocket = "admin_socket"
    case tlsCertificate = "tls_certificate"
    case tlsKey = "tls_key"
    case insecureListen = "insecure_listen"
    case externalURL = "external_url"
    case diskReserveBytes = "disk_reserve_bytes"
    case logLevel = "log_level"
    case listenerMaximumConnections = "listener.max_connections"
    case listenerMaximumConnectionsPerAddress = "listener.max_connections_per_address"
    case listenerMaximumConnectionsPerClient = "listener.max_connections_per_client"
    case listenerTrustedProxies = "listener.trusted_proxies"
    case listenerHeadTimeout = "listener.head_timeout"
    case listenerIdleTimeout = "listener.idle_timeout"
    case listenerExchangeTimeout = "listener.exchange_timeout"
    case listenerMaximumHeldBodyBytes = "listener.max_held_body_bytes"
    case tokenIssuer = "token.issuer"
    case tokenAudience = "token.audience"
    case tokenLifetime = "token.lifetime"
    case tokenMaximumLifetime = "token.max_lifetime"
    case tokenMaximumBytes = "token.max_bytes"
    case tokenClaimsNamespace = "token.claims_namespace"
    case tokenRoleIDs = "token.role_ids"
    case tokenWarningBytes = "token.warn_bytes"
    case tokenGroups = "token.groups"
    case tokenKeySetMaximumAge = "token.key_set_max_age"
    case tokenKeyLeadTime = "token.key_lead_time"
    case freshnessWarn = "freshness.warn"
    case freshnessLimit = "freshness.limit"
    case freshnessPoll = "freshness.poll"
    case peersClaims = "peers.claims"
    case peersCheck = "peers.check"
    case peersSearch = "peers.search"
    case peersStats = "peers.stats"
    case peersManage = "peers.manage"
    case peersMaximumConnections = "peers.max_connections"
    case peersMaximumConnectionsPerUser = "peers.max_connections_per_user"
    case peersMaximumWaitingPerConnection = "peers.max_waiting_per_connection"
    case peersMaximumWaitingPerUser = "peers.max_waiting_per_user"
    case scimMaximumBodyBytes = "scim.max_body_bytes"
    case scimMaximumPageSize = "scim.max_page_size"
    case scimMaximumBulkOperations = "scim.max_bulk_operations"
    case scimMaximumRequestsPerSecond = "scim.max_requests_per_second"
    case scimMaximumRevocationsPerSecond = "scim.max_revocations_per_second"
    case scimDefinitions = "scim.definitions"
    case scimProfile = "scim.profile"
    case scimProfiles = "scim.profiles"
    case scimAbsentMembers = "scim.absent_members"
    case scimReprovisioning = "scim.reprovisioning"
    case scimReturnGroupAfterPatch = "scim.return_group_after_patch"
    case managementAudience = "management.audience"
    case managementTokenLifetime = "management.token_lifetime"
    case managementMaximumRequestsPerSecond = "management.max_requests_per_second"
    case managementMaximumFailuresPerMinute = "management.max_failures_per_minute"
    case retentionRevisions = "retention.revisions"
    case retentionAge = "retention.age"
    case retentionEndedAssignments = "retention.ended_assignments"
    case tenantName = "tenant_name"
    case limitsRoles = "limits.roles"
    case limitsPermissionsPerRole = "limits.permissions_per_role"
    case limitsPermissionsPerUser = "limits.permissions_per_user"
    case limitsPermissionsPerAPI = "limits.permissions_per_api"
    case limitsRolesPerUser = "limits.roles_per_user"
    case limitsRolesPerOrganization = "limits.roles_per_organization"
    case limitsRolesPerMember = "limits.roles_per_member"
    case limitsRolesPerGroup = "limits.roles_per_group"
    case limitsRolesOfGroups = "limits.roles_of_groups"
    case limitsGroupsWithRoles = "limits.groups_with_roles"
    case limitsGroupRoleMappings = "limits.group_role_mappings"
    case limitsGroupsPerConnection = "limits.groups_per_connection"
    case limitsUsersPerConnection = "limits.users_per_connection"
    case limitsMembersPerConnection = "limits.members_per_connection"
    case limitsDocumentBytesPerConnection = "limits.document_bytes_per_connection"
    case limitsDepthOfNesting = "limits.depth_of_nesting"
    case limitsNestedMembershipsPerConnection = "limits.nested_memberships_per_connection"
    case limitsOrganizations = "limits.organizations"
    case limitsMembersPerOrganization = "limits.members_per_organization"
    case limitsConnectionsPerOrganization = "limits.connections_per_organization"

    var components: [String] { rawValue.split(separator: ".").map(String.init) }

    /// Whether the value is a list of texts, not one.
    var isList: Bool { Self.lists.contains(self) }

    private static let lists: Set = [
        peersClaims, peersCheck, peersSearch, peersStats, peersManage, scimProfiles, listenerTrustedProxies,
    ]

    /// Every name that the file knows, those of sections among them.
    static var names: [String] {
        allCases.map(\.rawValue) + Set(allCases.filter { $0.components.count > 1 }.map { $0.components[0] }).sorted()
    }

    /// The settings of a section such as `token`; none for anything else.
    static func section(_ name: String) -> [SettingKey] {
        allCases.filter { $0.rawValue.hasPrefix("\(name).") }
    }
}
