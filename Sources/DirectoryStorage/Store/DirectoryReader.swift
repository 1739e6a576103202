package import AccessModel

/// Looks at one consistent state of the directory. Not to be kept beyond the body it was handed to.
///
/// Lists of users, groups and members come in the order of creation, which never changes for those that stay.
package protocol DirectoryReader {
    /// The revision of the state seen; inside a transaction, of the state it started from.
    func head() throws(StoreError) -> Revision
    func counts() throws(StoreError) -> DirectoryCounts

    // Connections
    /// By name.
    func connections() throws(StoreError) -> [Connection]
    func connection(_ id: Connection.ID) throws(StoreError) -> Connection?
    func connection(named name: String) throws(StoreError) -> Connection?
    /// Costs one look-up. Nothing for a connection that does not exist.
    func usage(of connection: Connection.ID) throws(StoreError) -> ConnectionUsage

    // Users
    func user(_ id: User.ID) throws(StoreError) -> UserRecord?
    func user(foldedUserName: String, in connection: Connection.ID) throws(StoreError) -> UserRecord?
    func user(providerUserID: String, in connection: Connection.ID) throws(StoreError) -> UserRecord?
    /// More than one, where the provider sends an `externalId` twice.
    func users(externalID: String, in connection: Connection.ID) throws(StoreError) -> [UserRecord]
    func users(in connection: Connection.ID, offset: Int, limit: Int) throws(StoreError) -> [UserRecord]
    func users(in connection: Connection.ID, after position: ListPosition?, limit: Int) throws(StoreError)
        -> Page<UserRecord>
    func userCount(in connection: Connection.ID) throws(StoreError) -> Int
    /// Shows every user that the query asks for to `visit`, one at a time and in order, until it says to stop.
    func scanUsers(_ query: RecordQuery, _ visit: (UserRecord, RecordPosition) throws -> ScanStep) throws

    // Groups
    func group(_ id: Group.ID) throws(StoreError) -> GroupRecord?
    /// More than one, where names need not be unique.
    func groups(foldedName: String, in connection: Connection.ID) throws(StoreError) -> [GroupRecord]
    func groups(externalID: String, in connection: Connection.ID) throws(StoreError) -> [GroupRecord]
    func groups(in connection: Connection.ID, offset: Int, limit: Int) throws(StoreError) -> [GroupRecord]
    func groups(in connection: Connection.ID, after position: ListPosition?, limit: Int) throws(StoreError)
        -> Page<GroupRecord>
    func groupCount(in connection: Connection.ID) throws(StoreError) -> Int
    /// Of all connections.
    func groups(_ filter: GroupFilter, after position: ListPosition?, limit: Int) throws(StoreError)
        -> Page<GroupRecord>
    func groupCount(_ filter: GroupFilter) throws(StoreError) -> Int
    func scanGroups(_ query: RecordQuery, _ visit: (GroupRecord, RecordPosition) throws -> ScanStep) throws

    // Resources of types that an operator declares. No decision depends on them.
    func resource(_ id: SCIMResource.ID) throws(StoreError) -> SCIMResourceRecord?
    func resourceCount(of type: String, in connection: Connection.ID) throws(StoreError) -> Int
    func scanResources(
        _ query: RecordQuery,
        of type: String,
        _ visit: (SCIMResourceRecord, RecordPosition) throws -> ScanStep
    ) throws
    /// The rule by which resources of the type hold their unique values; nil where none does.
    func uniqueness(of type: String) throws(StoreError) -> String?

    // Members of groups, direct ones only
    /// Empty for a group that does not exist. Users come before groups.
    func members(of group: Group.ID, after position: ListPosition?, limit: Int) throws(StoreError) -> Page<MemberRecord>
    func memberCount(of group: Group.ID) throws(StoreError) -> Int
    func isMember(_ member: Group.Member, of group: Group.ID) throws(StoreError) -> Bool
    /// Users and groups as lists of members show them, whether or not they are members of any group: those of the named
    /// that there are, in the order given.
    func memberRecords(_ members: [Group.Member]) throws(StoreError) -> [MemberRecord]
    /// Looks up what ``DirectoryTransaction/adopt(_:)`` takes, for members of the connection and for those that a group
    /// of it has; nil where there is no such connection.
    func lookUp(_ members: [Group.Member], in connection: Connection.ID, with group: Group.ID?) throws(StoreError)
        -> MemberLookup?
    /// The groups that hold the member itself.
    func groups(of member: Group.Member) throws(StoreError) -> [Group]
    /// Whether there is such a user or group in the connection, so that a group of the connection can hold it.
    func exists(_ member: Group.Member, in connection: Connection.ID) throws(StoreError) -> Bool
    /// Those of the members that the connection does not have, in the order given.
    func absent(_ members: [Group.Member], in connection: Connection.ID) throws(StoreError) -> [Group.Member]
    /// Those whose id the connection once had and deleted, whether or not it has it again.
    func deleted(_ members: [Group.Member], in connection: Connection.ID) throws(StoreError) -> Set<Group.Member>
    /// Whether the connection once had such a user or group and has it no more.
    func wasDeleted(_ member: Group.Member, in connection: Connection.ID) throws(StoreError) -> Bool

    // Organizations
    /// By name.
    func organizations() throws(StoreError) -> [Organization]
    func organizationCount() throws(StoreError) -> Int
    func organization(_ id: Organization.ID) throws(StoreError) -> Organization?
    func organization(named name: String) throws(StoreError) -> Organization?
    /// By the organization's name, then the connection's.
    func organizationConnections() throws(StoreError) -> [OrganizationConnection]
    func organizationConnections(of organization: Organization.ID) throws(StoreError) -> [OrganizationConnection]
    func organizationMembers(of organization: Organization.ID, after position: ListPosition?, limit: Int)
        throws(StoreError) -> Page<User.ID>
    func organizationMemberCount(of organization: Organization.ID) throws(StoreError) -> Int
    /// The groups of the connections that are enabled on the organization.
    func groups(of organization: Organization.ID, after position: ListPosition?, limit: Int) throws(StoreError)
        -> Page<GroupRecord>
    func isMember(_ member: OrganizationMember) throws(StoreError) -> Bool
    func organizations(of user: User.ID) throws(StoreError) -> [Organization]
    /// What is kept beside the record: the text of a JSON object. Nil where there is no such record.
    func attributes(of record: AttributedRecord) throws(StoreError) -> String?

    // Roles and what they speak of
    /// Those of the tenant and of all organizations, by name, then by id.
    func roles() throws(StoreError) -> [Role]
    /// Those of the organization, or those of the tenant for nil; by name.
    func roles(ownedBy owner: Organization.ID?) throws(StoreError) -> [Role]
    func roleCount(ownedBy owner: Organization.ID?) throws(StoreError) -> Int
    func role(_ id: Role.ID) throws(StoreError) -> Role?
    func role(named name: String, ownedBy owner: Organization.ID?) throws(StoreError) -> Role?
    func resourceTypes() throws(StoreError) -> [ResourceType]
    func resourceType(named name: String) throws(StoreError) -> ResourceType?
    func apis() throws(StoreError) -> [API]
    func api(_ identifier: String) throws(StoreError) -> API?
    func assignments() throws(StoreError) -> [RoleAssignment]
    func assignments(of role: Role.ID) throws(StoreError) -> [RoleAssignment]
    func assignments(of user: User.ID) throws(StoreError) -> [RoleAssignment]
    /// Those that give a role inside the organization.
    func assignments(of organization: Organization.ID) throws(StoreError) -> [RoleAssignment]
    /// Those that name the group by its id.
    func assignments(to group: Group.ID) throws(StoreError) -> [RoleAssignment]
    /// Users to whom the role is given directly in the very scope, by an assignment that has not expired.
    func users(
        holding role: Role.ID,
        in scope: RoleAssignment.Scope,
        at instant: Timestamp,
        after position: ListPosition?,
        limit: Int
    ) throws(StoreError) -> Page<UserRecord>
    func userCount(holding role: Role.ID, in scope: RoleAssignment.Scope, at instant: Timestamp) throws(StoreError)
        -> Int
    /// Those whose holders are groups, whatever names them. Costs by these alone.
    func groupAssignments(of role: Role.ID) throws(StoreError) -> [RoleAssignment]
    /// Those whose holders are groups by name, pattern or external id, of one connection or of all.
    func groupRoleMappings(of connection: Connection.ID?) throws(StoreError) -> [RoleAssignment]
    /// What is assigned to groups by their ids, and has not ended at the instant.
    func groupRoleCounts(in scope: RoleAssignment.Scope, at instant: Timestamp) throws(StoreError) -> GroupRoleCounts
    func permissionAssignments(of user: User.ID) throws(StoreError) -> [PermissionAssignment]
    func loginSettings() throws(StoreError) -> LoginSettings

    // Policy
    /// Everything of origin `policy`, with the login settings.
    func policyModel() throws(StoreError) -> RoleModel
    /// What ``DirectoryTransaction/apply(_:)`` would do, unless ``policyRefusals(of:)`` says why not.
    func policyDiff(to model: RoleModel) throws(StoreError) -> PolicyDiff
    /// Why ``DirectoryTransaction/apply(_:)`` would refuse the difference to a model that refers to nothing but its own
    /// records, in the order of its changes; empty where it would not.
    func policyRefusals(of diff: PolicyDiff) throws(StoreError) -> [StoreError]

    /// Shows the whole state to `receive`, as ``ChangeFeed/snapshot(_:)`` does, and returns its revision.
    func snapshot(_ receive: (Change) throws -> Void) throws -> Revision

    // History
    /// The commits that the query admits, newest first.
    func commits(_ query: CommitQuery, after position: ListPosition?, limit: Int) throws(StoreError)
        -> Page<CommitRecord>
    /// The earliest state that the history leads back to.
    func firstRecordedRevision() throws(StoreError) -> Revision
    /// The state at an instant; nil where the history does not reach back to it.
    func revision(at instant: Timestamp) throws(StoreError) -> Revision?
    /// When the revision was committed; nil where the history does not say.
    func instant(of revision: Revision) throws(StoreError) -> Timestamp?
    /// What leads from the state at `revision` back towards the one at `end`: one set for each revision on the way,
    /// newest first, each with the state that it leads to. The sets may end before `end`, and go on from where they
    /// lead to. Nil where the history does not reach back to `end`.
    func inverses(of revision: Revision, downTo end: Revision) throws(StoreError) -> [ChangeSet]?

    // What providers push with
    func scimConfiguration(of connection: Connection.ID) throws(StoreError) -> SCIMConfiguration?
    /// By creation of their connections.
    func scimConfigurations(after position: ListPosition?, limit: Int) throws(StoreError) -> Page<SCIMConfiguration>
    /// The last requests of the connection's provider, the latest first.
    func provisioningEvents(of connection: Connection.ID) throws(StoreError) -> [ProvisioningEvent]

    // SCIM tokens
    /// All of them, by creation.
    func tokens(of connection: Connection.ID) throws(StoreError) -> [SCIMToken]
    /// The token whose secret has this SHA-256 digest, of whatever age.
    func token(digest: [UInt8]) throws(StoreError) -> SCIMToken?

    // Clients of the management API
    /// By name.
    func clients() throws(StoreError) -> [ClientRecord]
    func client(_ id: ClientRecord.ID) throws(StoreError) -> ClientRecord?
}

extension DirectoryReader {
    /// Shows every user of the connection.
    package func scanUsers(in connection: Connection.ID, _ visit: (UserRecord) throws -> ScanStep) throws {
        try scanUsers(RecordQuery(connection: connection)) { record, _ in try visit(record) }
    }

    /// Shows every group of the connection.
    package func scanGroups(in connection: Connection.ID, _ visit: (GroupRecord) throws -> ScanStep) throws {
        try scanGroups(RecordQuery(connection: connection)) { record, _ in try visit(record) }
    }
}

/// Whether a scan goes on.
package enum ScanStep: Sendable {
    case next, stop
}

/// Part of a list, and where the next part begins.
package struct Page<Element: Sendable>: Sendable {
    package var elements: [Element]
    /// Nil after the last part.
    package var next: ListPosition?

    package init(elements: [Element], next: ListPosition?) {
        self.elements = elements
        self.next = next
    }
}

/// A place in a list that stays good while elements come and go. Opaque; any value is safe to ask with.
package struct ListPosition: Hashable, Sendable {
    package let rawValue: Int64

    package init(rawValue: Int64) {
        self.rawValue = rawValue
    }
}

/// How much there is.
package struct DirectoryCounts: Hashable, Sendable {
    package var connections = 0
    package var users = 0
    package var groups = 0
    package var memberships = 0
    package var organizations = 0
    package var organizationMembers = 0
    package var roles = 0
    package var assignments = 0

    package init() {}
}
