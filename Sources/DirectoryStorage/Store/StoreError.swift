package import AccessModel

/// Why the store could not do what was asked.
package enum StoreError: Error, Hashable, Sendable {
    // What was asked does not fit what is there
    /// Another record has this value already.
    case notUnique(UniqueAttribute, String)
    /// Another resource of the type holds this value, which must be unique.
    case valueTaken(attribute: String, String)
    /// There is no record of this kind with this id or name.
    case unknown(RecordKind, String)
    /// A record of this kind and name exists and may not change this way, because of where it came from.
    case otherOrigin(RecordKind, String, Origin)
    /// The role belongs to an organization, and cannot be assigned outside of it nor inherited.
    case ownedRole(String, owner: String)
    case connectionInUse(String, users: Int, groups: Int, resources: Int = 0)
    case tooManyTokens(Connection.ID)
    /// The connection's provider has written blocked users under too many names.
    case tooManyBlockedIdentifiers(Connection.ID)
    /// A dry run would change more than one may, in bytes of the history.
    case dryRunTooLarge(limit: Int)
    /// The group would hold others, or be held by others, through more groups than may lie inside each other.
    case nestedTooDeep(Group.ID, limit: Int)
    case tooManyNestedMemberships(limit: Int)
    /// A text holds a NUL character, which the storage cannot keep.
    case invalidText

    // The storage under the store
    /// Nothing was written, reading goes on, and writing works again once there is room.
    case full
    /// Another process holds the store for longer than the store waits.
    case locked
    case notWritable(path: String)
    /// The file is of another program, or damaged at its beginning.
    case notAStore(path: String)
    case newerSchema(found: Int, supported: Int)
    /// The file was opened to be read as it is, and an older program has written it.
    case olderSchema(found: Int, needed: Int)
    /// The file is damaged; restore a backup.
    case corrupt(String)
    /// Any other failure of the storage, in its own words.
    case unavailable(String)
}

/// What is unique within its connection or the tenant.
package enum UniqueAttribute: String, Hashable, Sendable {
    case userID = "user id"
    case userName
    case providerUserID = "provider user id"
    case groupID = "group id"
    case resourceID = "resource id"
    case groupName = "displayName"
    case connectionName = "connection name"
    case organizationName = "organization name"
    case roleID = "role id"
    case roleName = "role name"
    case clientName = "client name"
    case token
}

/// The kinds of record that a message may have to name.
package enum RecordKind: String, Hashable, Sendable {
    case connection, user, group, resource, organization, role, api, permission, assignment, token
    case organizationConnection = "organization connection"
    case resourceType = "resource type"
    case scimConfiguration = "SCIM configuration"
    case loginSettings = "login settings"
}

extension StoreError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .notUnique(let attribute, let value): "\(attribute.rawValue) `\(value)` is taken"
        case .valueTaken(let attribute, let value): "`\(attribute)` `\(value)` is taken"
        case .unknown(let kind, let name): "there is no \(kind.rawValue) `\(name)`"
        case .otherOrigin(let kind, let name, let origin): "\(kind.rawValue) `\(name)` \(origin.clause)"
        case .ownedRole(let name, let owner):
            "role `\(name)` is owned by organization `\(owner)` and can be assigned only there"
        case .connectionInUse(let name, let users, let groups, let resources):
            "connection `\(name)` still has \(users) users and \(groups) groups"
                + (resources > 0 ? " and \(resources) other resources" : "")
        case .tooManyTokens(let id):
            "connection `\(id)` has \(SCIMToken.limit) tokens already"
        case .tooManyBlockedIdentifiers(let id):
            "blocked users of connection `\(id)` have had too many names: an administrator must lift the blocks first"
        case .dryRunTooLarge(let limit):
            "the dry run would change more than \(limit >> 10) KiB of the directory; try parts of it"
        case .nestedTooDeep(let id, let limit):
            "group `\(id)` would lie in a chain of more than \(limit) groups inside each other, and no more may"
        case .tooManyNestedMemberships(let limit):
            "the connection has \(limit) memberships of groups in groups, and no more may be: remove some first"
        case .invalidText: "a text holds a NUL character"
        case .full: "the disk is full, nothing was written"
        case .locked: "the store is locked by another process"
        case .notWritable(let path): "`\(path)` is not writable"
        case .notAStore(let path): "`\(path)` is not a directory store"
        case .newerSchema(let found, let supported):
            "the store has schema \(found), and this program knows schemas up to \(supported)"
        case .olderSchema(let found, let needed):
            "the store has schema \(found), and this program reads schema \(needed): a start of the server brings it there"
        case .corrupt(let detail): "the store is damaged: \(detail)"
        case .unavailable(let detail): "the store is not available: \(detail)"
        }
    }
}

extension Origin {
    fileprivate var clause: String {
        switch self {
        case .policy(let file): "is declared in `\(file)` and changes only there"
        case .api: "was made through the API and changes only there"
        case .scim: "is provisioned by SCIM and changes only there"
        case .login: "was made by a login"
        }
    }
}
