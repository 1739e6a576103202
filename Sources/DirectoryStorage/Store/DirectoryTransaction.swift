package import AccessModel

/// Changes the directory, and sees its own changes.
///
/// Every operation is whole or nothing: one that throws has changed nothing, and the body may go on. Writing what is
/// there already changes nothing: no version moves and the feed tells nothing. `now` becomes `lastModified`, which
/// never runs backwards for one resource.
///
/// Records of origin `policy` change by ``apply(_:)`` alone; any other operation on one throws
/// ``StoreError/otherOrigin(_:_:_:)``.
package protocol DirectoryTransaction: DirectoryReader {
    // Connections
    /// Creates the connection or changes the one with this id. A new `userIDAttribute` moves the provider ids of all
    /// its users, and keeps their own.
    @discardableResult func putConnection(_ connection: Connection) throws(StoreError) -> Bool
    /// Ends the connection, its tokens, its links to organizations and the assignments that select its groups.
    /// Refused with ``StoreError/connectionInUse(_:users:groups:resources:)`` while it has users, groups or other
    /// resources.
    @discardableResult func deleteConnection(_ id: Connection.ID) throws(StoreError) -> Bool
    /// Ends the connection with its users and groups and all that they have.
    @discardableResult func deleteConnectionWithResources(_ id: Connection.ID, now: Timestamp) throws(StoreError)
        -> Bool

    // Users
    /// Adds the user; blocked from the start where it has an identifier of one that an administrator has blocked
    /// (``setBlocked(_:_:now:)``), which the answer says.
    func createUser(_ document: UserDocument, now: Timestamp) throws(StoreError) -> UserRecord
    /// Replaces all but the user's id and connection, which the document names, and an administrator's block. A user who
    /// gets an identifier of one that an administrator has blocked is blocked as well.
    func replaceUser(_ document: UserDocument, now: Timestamp) throws(StoreError) -> UserRecord
    /// Ends the user, its memberships and its assignments. Returns whether there was one.
    @discardableResult func deleteUser(_ id: User.ID, now: Timestamp) throws(StoreError) -> Bool
    /// Sets or lifts an administrator's block. Returns whether that changed anything.
    ///
    /// Every provider user id, `userName` and `externalId` that the user has while it is blocked stays blocked in its
    /// connection when the user is deleted, renamed or created again, until a block is lifted here: of the user itself, or
    /// of one who has such an identifier by then.
    @discardableResult func setBlocked(_ user: User.ID, _ isBlocked: Bool, now: Timestamp) throws(StoreError) -> Bool

    // Groups
    /// - Parameter uniqueName: whether a group of the connection with the same folded name is in the way.
    func createGroup(_ document: GroupDocument, uniqueName: Bool, now: Timestamp) throws(StoreError) -> GroupRecord
    /// Replaces all but the group's id, connection and members.
    func replaceGroup(_ document: GroupDocument, uniqueName: Bool, now: Timestamp) throws(StoreError) -> GroupRecord
    /// Ends the group, its memberships both ways, and the assignments that name it by id. What the API had assigned to a
    /// group with an external id is kept for ``adoptAssignments(of:now:)``.
    @discardableResult func deleteGroup(_ id: Group.ID, now: Timestamp) throws(StoreError) -> Bool

    // Members of groups. The first two cost by the members they name, whatever the size of the group.
    // An unknown group, or a member that the group's connection does not have, is ``StoreError/unknown(_:_:)``.
    /// Makes use of what was looked up on a reader, so that many members are changed in less time. Not to be followed by
    /// the deletion of a user or group in the same transaction. One that is out of date is passed over.
    func adopt(_ lookup: MemberLookup) throws(StoreError)
    /// Returns those that were no members before, in the order given.
    @discardableResult func addMembers(_ members: [Group.Member], to group: Group.ID, now: Timestamp)
        throws(StoreError) -> [Group.Member]
    /// Returns those that were members, in the order given. Naming one that is none, or does not exist, is no error.
    @discardableResult func removeMembers(_ members: [Group.Member], from group: Group.ID, now: Timestamp)
        throws(StoreError) -> [Group.Member]
    /// Returns how many there were.
    @discardableResult func removeAllMembers(of group: Group.ID, now: Timestamp) throws(StoreError) -> Int
    /// Makes these the members and no others. Returns how many were added and removed.
    @discardableResult func replaceMembers(of group: Group.ID, with members: [Group.Member], now: Timestamp)
        throws(StoreError) -> MembershipDelta

    // Resources of types that an operator declares; they make no revision.
    func createResource(_ resource: SCIMResource, now: Timestamp) throws(StoreError) -> SCIMResourceRecord
    /// Replaces all but the resource's id, connection and type.
    func replaceResource(_ resource: SCIMResource, now: Timestamp) throws(StoreError) -> SCIMResourceRecord
    /// Returns whether there was one.
    @discardableResult func deleteResource(_ id: SCIMResource.ID) throws(StoreError) -> Bool

    // Unique values, of resources of every type; they make no revision.
    /// Makes these the values that the user, group or other resource with the id `holder` holds, until it is deleted.
    /// Refused with ``StoreError/valueTaken(attribute:_:)`` where another of the connection holds one of them.
    func hold(_ values: [UniqueValue], by holder: String, in connection: Connection.ID) throws(StoreError)
    /// Lets go of all values of the type, which are to be held anew by the rule; nil where nothing is unique any more.
    func setUniqueness(_ rule: String?, of type: String) throws(StoreError)

    // Organizations. Each returns whether it changed anything.
    @discardableResult func putOrganization(_ organization: Organization) throws(StoreError) -> Bool
    @discardableResult func deleteOrganization(_ id: Organization.ID) throws(StoreError) -> Bool
    @discardableResult func putOrganizationConnection(_ link: OrganizationConnection) throws(StoreError) -> Bool
    @discardableResult func deleteOrganizationConnection(_ organization: Organization.ID, _ connection: Connection.ID)
        throws(StoreError) -> Bool
    @discardableResult func addOrganizationMember(_ member: OrganizationMember) throws(StoreError) -> Bool
    @discardableResult func removeOrganizationMember(_ member: OrganizationMember) throws(StoreError) -> Bool
    /// Keeps the text of a JSON object beside the record; it makes no revision.
    @discardableResult func putAttributes(_ attributes: String, of record: AttributedRecord) throws(StoreError) -> Bool

    // Roles and what they speak of. Each returns whether it changed anything.
    @discardableResult func putRole(_ role: Role) throws(StoreError) -> Bool
    /// Ends the role and its assignments; roles that inherit it lose it.
    @discardableResult func deleteRole(_ id: Role.ID) throws(StoreError) -> Bool
    @discardableResult func putResourceType(_ type: ResourceType) throws(StoreError) -> Bool
    @discardableResult func deleteResourceType(_ name: String) throws(StoreError) -> Bool
    /// Ends the direct assignments of the permissions that the API no longer has.
    @discardableResult func putAPI(_ api: API) throws(StoreError) -> Bool
    /// Ends the API and the direct assignments of its permissions.
    @discardableResult func deleteAPI(_ identifier: String) throws(StoreError) -> Bool
    /// Makes the assignment, or changes how long the one of the same content lasts.
    @discardableResult func addAssignment(_ assignment: RoleAssignment) throws(StoreError) -> Bool
    /// Ends the assignment of the same content, however long it would have lasted.
    @discardableResult func removeAssignment(_ assignment: RoleAssignment) throws(StoreError) -> Bool
    /// Gives the group what groups of its connection and external id were assigned by id when they ended, but for what has
    /// expired and what the group has already. Returns it; what was adopted once is not adopted again.
    func adoptAssignments(of group: Group.ID, now: Timestamp) throws(StoreError) -> [RoleAssignment]
    /// Forgets what groups had that ended before. Returns how many assignments that were.
    @discardableResult func forgetEndedAssignments(before instant: Timestamp) throws(StoreError) -> Int
    @discardableResult func addPermissionAssignment(_ assignment: PermissionAssignment) throws(StoreError) -> Bool
    @discardableResult func removePermissionAssignment(_ assignment: PermissionAssignment) throws(StoreError) -> Bool
    @discardableResult func putLoginSettings(_ settings: LoginSettings) throws(StoreError) -> Bool

    /// Makes `model` all there is of origin `policy`, in one difference, and leaves every other record alone.
    ///
    /// A name that a record of another origin has is ``StoreError/otherOrigin(_:_:_:)``.
    func apply(_ model: RoleModel) throws(StoreError) -> PolicyDiff

    /// Keeps in the history what the feed does not tell. Makes no revision.
    func record(_ action: ManagementAction) throws(StoreError)

    // What providers push with. It makes no revision.
    /// Lets the connection's provider push, or changes the mapping of one that may already; what was created stays so.
    /// Returns whether it changed anything.
    @discardableResult func putSCIMConfiguration(_ configuration: SCIMConfiguration) throws(StoreError) -> Bool
    /// Says that a configuration was changed where that lies elsewhere: in what its connection calls users by.
    func touchSCIMConfiguration(of connection: Connection.ID, now: Timestamp) throws(StoreError)
    /// Ends the configuration and the connection's tokens. Users and groups stay as they are. Returns whether there was
    /// one.
    @discardableResult func deleteSCIMConfiguration(of connection: Connection.ID) throws(StoreError) -> Bool
    /// Adds to the log of the connection's requests, in order, and forgets all but the last. A connection that does not
    /// exist has no log.
    func recordEvents(_ events: [ProvisioningEvent], of connection: Connection.ID) throws(StoreError)

    // SCIM tokens; they make no revision, and the history has their beginning and end.
    /// Refused with ``StoreError/tooManyTokens(_:)`` while the connection has ``SCIMToken/limit`` that have not expired,
    /// and with ``StoreError/unknown(_:_:)`` where it has no SCIM configuration.
    func createToken(_ token: SCIMToken, now: Timestamp) throws(StoreError)
    @discardableResult func revokeToken(_ id: SCIMToken.ID) throws(StoreError) -> Bool
    /// Notes that the token was good for a request; the latest such instant stays.
    func recordUse(of id: SCIMToken.ID, at instant: Timestamp) throws(StoreError)

    // Clients of the management API; they make no revision.
    /// Creates the client or changes the one with this id. Refused with ``StoreError/notUnique(_:_:)`` where another
    /// has the name.
    func putClient(_ client: ClientRecord) throws(StoreError)
    @discardableResult func deleteClient(_ id: ClientRecord.ID) throws(StoreError) -> Bool
    /// Notes that the client showed its secret; the latest such instant stays.
    func recordUse(of id: ClientRecord.ID, at instant: Timestamp) throws(StoreError)
}

/// What replacing the members of a group came to.
package struct MembershipDelta: Hashable, Sendable {
    package var added: Int
    package var removed: Int

    package init(added: Int, removed: Int) {
        self.added = added
        self.removed = removed
    }
}
