import AccessModel
import DirectoryStorage

/// One change of a commit, or one thing that it did: its type as events are named, a sentence, and the ids in it.
struct ChangeBody: Encodable, Sendable {
    var type: String
    /// What was done, in the past tense; who did it is the commit's author.
    var description: String
    var userId: String?
    var groupId: String?
    var roleId: String?
    var organizationId: String?
    var connectionId: String?
    var resourceServerIdentifier: String?
    var permissionName: String?
    var tokenId: String?
    var clientId: String?
    /// Users and groups that became members, or ceased to be.
    var members: [String]?
    var expiresAt: String?

    static let schema = Schema.object(
        "Change",
        [
            .required("type", .text()), .required("description", .text(0...100_000)), .optional("user_id", .text()),
            .optional("group_id", .text()), .optional("role_id", .text()), .optional("organization_id", .text()),
            .optional("connection_id", .text()), .optional("resource_server_identifier", .text()),
            .optional("permission_name", .text()), .optional("token_id", .text()),
            .optional("client_id", .text()),
            .optional("members", .list(.text())), .optional("expires_at", .instant),
        ]
    )

    private init(_ type: String, _ description: String) {
        self.type = type
        self.description = description
    }

    init(_ action: ManagementAction) {
        let kind = action.kind.rawValue.split(separator: ".").map(String.init)
        let (noun, verb) = (kind.first ?? "", kind.last == "updated" ? "changed" : kind.last ?? "")
        let name = noun.replacing("_", with: " ").replacing("scim", with: "SCIM")
        self.init(action.kind.rawValue, "\(verb) \(name) \(action.subject)")
        if noun == "scim_token" { tokenId = action.subject }
        if noun.hasPrefix("client") { clientId = action.subject }
        connectionId = action.connection?.rawValue
    }

    init(_ recorded: CommitRecord.RecordedChange, _ names: HistoryNames) throws {
        let former = recorded.former
        switch recorded.change {
        case .putUser(let user): self.init(user, former: former?.user)
        case .deleteUser(let id):
            self.init("user.deleted", "deleted user \(id)")
            userId = id.rawValue
        case .putGroup(let group): self.init(group, former: former?.group)
        case .deleteGroup(let id):
            self.init("group.deleted", "deleted group \(former?.group?.name ?? id.rawValue)")
            groupId = id.rawValue
        case .addMembers(let id, let members): try self.init("added", "to", members, of: id, names)
        case .removeMembers(let id, let members): try self.init("deleted", "from", members, of: id, names)
        case .addOrganizationMember(let member):
            let name = names.name(of: member.organization)
            self.init("organization.member.added", "made \(member.user) a member of organization \(name)", member)
        case .removeOrganizationMember(let member):
            let name = names.name(of: member.organization)
            self.init("organization.member.deleted", "removed \(member.user) from organization \(name)", member)
        case .addAssignment(let assignment): self.init("assigned", assignment, names)
        case .removeAssignment(let assignment): self.init("deleted", assignment, names)
        case .addPermissionAssignment(let assignment):
            self.init("user.permission.assigned", "gave \(assignment.name(preposition: "to"))", assignment)
        case .removePermissionAssignment(let assignment):
            self.init("user.permission.deleted", "took \(assignment.name(preposition: "from"))", assignment)
        case .putConnection(let new):
            self.init("connection", new.name, isNew: former == nil)
            connectionId = new.id.rawValue
        case .deleteConnection(let id):
            self.init("connection", deleted: former?.recordName ?? id.rawValue)
            connectionId = id.rawValue
        case .putOrganization(let new):
            self.init("organization", new.name, isNew: former == nil)
            organizationId = new.id.rawValue
        case .deleteOrganization(let id):
            self.init("organization", deleted: former?.recordName ?? id.rawValue)
            organizationId = id.rawValue
        case .putOrganizationConnection(let link):
            self.init(link, isNew: former == nil, names)
        case .deleteOrganizationConnection(let organization, let connection):
            self.init(removed: connection, from: organization, names)
        case .putRole(let new):
            self.init("role", new.name, isNew: former == nil)
            roleId = new.id.rawValue
            organizationId = new.owner?.rawValue
        case .deleteRole(let id):
            self.init("role", deleted: former?.recordName ?? id.rawValue)
            roleId = id.rawValue
            organizationId = former?.role?.owner?.rawValue
        case .putResourceType(let new): self.init("resource_type", new.name, isNew: former == nil)
        case .deleteResourceType(let name): self.init("resource_type", deleted: name)
        case .putAPI(let new):
            self.init("resource_server", new.identifier, isNew: former == nil)
            resourceServerIdentifier = new.identifier
        case .deleteAPI(let identifier):
            self.init("resource_server", deleted: identifier)
            resourceServerIdentifier = identifier
        case .putLoginSettings: self.init("login_settings.updated", "changed the login settings")
        }
    }
}

// People and groups.
extension ChangeBody {
    private init(_ user: User, former: User?) {
        let verb: String
        switch former {
        case nil: verb = "created"
        case let former? where former.isBlocked != user.isBlocked: verb = user.isBlocked ? "blocked" : "unblocked"
        case let former? where former.isActive != user.isActive: verb = user.isActive ? "activated" : "deactivated"
        case .some: verb = "changed"
        }
        self.init(former == nil ? "user.created" : "user.updated", "\(verb) user \(user.id)")
        userId = user.id.rawValue
        connectionId = user.connection.rawValue
    }

    private init(_ group: Group, former: Group?) {
        switch former {
        case nil: self.init("group.created", "created group \(group.name)")
        case let former? where !former.name.utf8.elementsEqual(group.name.utf8):
            self.init("group.updated", "renamed group \(former.name) to \(group.name)")
        case .some: self.init("group.updated", "changed group \(group.name)")
        }
        groupId = group.id.rawValue
        connectionId = group.connection.rawValue
    }

    private init(
        _ verb: String,
        _ preposition: String,
        _ members: [Group.Member],
        of id: Group.ID,
        _ names: HistoryNames
    ) throws {
        let who = try members.count == 1 ? names.name(of: members[0]) : "\(members.count) members"
        let done = verb == "added" ? "added" : "removed"
        self.init("group.member.\(verb)", "\(done) \(who) \(preposition) group \(try names.name(of: id))")
        groupId = id.rawValue
        self.members = members.map(\.id)
    }

    private init(_ type: String, _ description: String, _ member: OrganizationMember) {
        self.init(type, description)
        organizationId = member.organization.rawValue
        userId = member.user.rawValue
    }
}

// What is given to them.
extension ChangeBody {
    private init(_ verb: String, _ assignment: RoleAssignment, _ names: HistoryNames) {
        let done = verb == "assigned" ? "assigned" : "revoked"
        let until = assignment.expires.map { ", until \($0)" } ?? ""
        self.init("\(assignment.matter).\(verb)", "\(done) role \(names.name(of: assignment))\(until)")
        roleId = assignment.role.rawValue
        expiresAt = assignment.expires?.description
        if case .organization(let id) = assignment.scope { organizationId = id.rawValue }
        switch assignment.holder {
        case .user(let id): userId = id.rawValue
        case .groups(.id(let id)): groupId = id.rawValue
        case .groups(.name(_, let id)), .groups(.externalID(_, let id)), .groups(.pattern(_, let id)):
            connectionId = id.rawValue
        }
    }

    private init(_ type: String, _ description: String, _ assignment: PermissionAssignment) {
        self.init(type, description)
        userId = assignment.user.rawValue
        resourceServerIdentifier = assignment.api
        permissionName = assignment.permission
    }
}

// What is declared once and referred to.
extension ChangeBody {
    private init(_ kind: String, _ name: String, isNew: Bool) {
        let text = kind.replacing("_", with: " ")
        self.init("\(kind).\(isNew ? "created" : "updated")", "\(isNew ? "created" : "changed") \(text) \(name)")
    }

    private init(_ kind: String, deleted name: String) {
        self.init("\(kind).deleted", "deleted \(kind.replacing("_", with: " ")) \(name)")
    }

    private init(_ link: OrganizationConnection, isNew: Bool, _ names: HistoryNames) {
        let (connection, organization) = (names.name(of: link.connection), names.name(of: link.organization))
        self.init(
            "organization.connection.\(isNew ? "added" : "updated")",
            isNew
                ? "added connection \(connection) to organization \(organization)"
                : "changed connection \(connection) in organization \(organization)"
        )
        organizationId = link.organization.rawValue
        connectionId = link.connection.rawValue
    }

    private init(removed connection: Connection.ID, from organization: Organization.ID, _ names: HistoryNames) {
        self.init(
            "organization.connection.removed",
            "removed connection \(names.name(of: connection)) from organization \(names.name(of: organization))"
        )
        organizationId = organization.rawValue
        connectionId = connection.rawValue
    }
}

extension Change {
    fileprivate var user: User? {
        if case .putUser(let user) = self { user } else { nil }
    }

    fileprivate var group: Group? {
        if case .putGroup(let group) = self { group } else { nil }
    }

    fileprivate var role: Role? {
        if case .putRole(let role) = self { role } else { nil }
    }

    /// Of a connection, an organization or a role.
    fileprivate var recordName: String? {
        switch self {
        case .putConnection(let connection): connection.name
        case .putOrganization(let organization): organization.name
        case .putRole(let role): role.name
        default: nil
        }
    }
}

extension Group.Member {
    fileprivate var id: String {
        switch self {
        case .user(let id): id.rawValue
        case .group(let id): id.rawValue
        }
    }
}

extension RoleAssignment {
    /// What events of it begin with.
    fileprivate var matter: String {
        switch (scope, holder) {
        case (.tenant, .user): "user.role"
        case (.organization, .user): "organization.member.role"
        case (.tenant, .groups): "group.role"
        case (.organization, .groups): "organization.group.role"
        }
    }
}

extension PermissionAssignment {
    fileprivate func name(preposition: String) -> String {
        "permission \(permission) of \(api) \(preposition) \(user)"
    }
}
