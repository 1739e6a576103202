import AccessModel
import Foundation

/// A change as one row of the feed.
///
/// What a directory is made of in large numbers is written field by field; the records of the role model, which are few
/// and rich, as JSON.
struct ChangeRow: Equatable {
    /// Never renumbered: rows outlive programs.
    enum Kind: Int64 {
        case putConnection = 1
        case deleteConnection = 2
        case putUser = 3
        case deleteUser = 4
        case putGroup = 5
        case deleteGroup = 6
        case addMembers = 7
        case removeMembers = 8
        case putOrganization = 9
        case deleteOrganization = 10
        case putOrganizationConnection = 11
        case deleteOrganizationConnection = 12
        case addOrganizationMember = 13
        case removeOrganizationMember = 14
        case putRole = 15
        case deleteRole = 16
        case putResourceType = 17
        case deleteResourceType = 18
        case putAPI = 19
        case deleteAPI = 20
        case addAssignment = 21
        case removeAssignment = 22
        case putLoginSettings = 23
        case addPermissionAssignment = 24
        case removePermissionAssignment = 25
    }

    let kind: Kind
    let payload: [UInt8]

    init(kind: Kind, payload: [UInt8]) {
        self.kind = kind
        self.payload = payload
    }

    init?(kind: Int64, payload: [UInt8]) {
        guard let kind = Kind(rawValue: kind) else { return nil }
        self.init(kind: kind, payload: payload)
    }

    private init(_ kind: Kind, record: some Encodable) throws(StoreError) {
        try self.init(kind: kind, payload: JSONText.encode(record))
    }

    private init(_ kind: Kind, fields write: (inout FieldWriter) -> Void) {
        var writer = FieldWriter()
        write(&writer)
        self.init(kind: kind, payload: writer.bytes)
    }
}

extension ChangeRow {
    init(_ change: Change) throws(StoreError) {
        switch change {
        case .putConnection(let connection): try self.init(.putConnection, record: connection)
        case .deleteConnection(let id): self.init(.deleteConnection) { $0.write(id.rawValue) }
        case .putUser(let user): self.init(.putUser) { $0.write(user) }
        case .deleteUser(let id): self.init(.deleteUser) { $0.write(id.rawValue) }
        case .putGroup(let group): self.init(.putGroup) { $0.write(group) }
        case .deleteGroup(let id): self.init(.deleteGroup) { $0.write(id.rawValue) }
        case .addMembers(let id, let members): self.init(.addMembers) { $0.write(id, members) }
        case .removeMembers(let id, let members): self.init(.removeMembers) { $0.write(id, members) }
        case .putOrganization(let organization): try self.init(.putOrganization, record: organization)
        case .deleteOrganization(let id): self.init(.deleteOrganization) { $0.write(id.rawValue) }
        case .putOrganizationConnection(let link): try self.init(.putOrganizationConnection, record: link)
        case .deleteOrganizationConnection(let organization, let connection):
            self.init(.deleteOrganizationConnection) {
                $0.write(organization.rawValue)
                $0.write(connection.rawValue)
            }
        case .addOrganizationMember(let member): self.init(.addOrganizationMember) { $0.write(member) }
        case .removeOrganizationMember(let member): self.init(.removeOrganizationMember) { $0.write(member) }
        case .putRole(let role): try self.init(.putRole, record: role)
        case .deleteRole(let id): self.init(.deleteRole) { $0.write(id.rawValue) }
        case .putResourceType(let type): try self.init(.putResourceType, record: type)
        case .deleteResourceType(let name): self.init(.deleteResourceType) { $0.write(name) }
        case .putAPI(let api): try self.init(.putAPI, record: api)
        case .deleteAPI(let identifier): self.init(.deleteAPI) { $0.write(identifier) }
        case .addAssignment(let assignment): try self.init(.addAssignment, record: assignment)
        case .removeAssignment(let assignment): try self.init(.removeAssignment, record: assignment)
        case .putLoginSettings(let settings): try self.init(.putLoginSettings, record: settings)
        case .addPermissionAssignment(let assignment):
            try self.init(.addPermissionAssignment, record: assignment)
        case .removePermissionAssignment(let assignment):
            try self.init(.removePermissionAssignment, record: assignment)
        }
    }

    func change() throws(StoreError) -> Change {
        var fields = FieldReader(payload)
        switch kind {
        case .putConnection: return try .putConnection(record())
        case .deleteConnection: return try .deleteConnection(Connection.ID(fields.text()))
        case .putUser: return try .putUser(fields.user())
        case .deleteUser: return try .deleteUser(User.ID(fields.text()))
        case .putGroup: return try .putGroup(fields.group())
        case .deleteGroup: return try .deleteGroup(Group.ID(fields.text()))
        case .addMembers: return try .addMembers(Group.ID(fields.text()), fields.members())
        case .removeMembers: return try .removeMembers(Group.ID(fields.text()), fields.members())
        case .putOrganization: return try .putOrganization(record())
        case .deleteOrganization: return try .deleteOrganization(Organization.ID(fields.text()))
        case .putOrganizationConnection: return try .putOrganizationConnection(record())
        case .deleteOrganizationConnection:
            return try .deleteOrganizationConnection(Organization.ID(fields.text()), Connection.ID(fields.text()))
        case .addOrganizationMember: return try .addOrganizationMember(fields.organizationMember())
        case .removeOrganizationMember: return try .removeOrganizationMember(fields.organizationMember())
        case .putRole: return try .putRole(record())
        case .deleteRole: return try .deleteRole(Role.ID(fields.text()))
        case .putResourceType: return try .putResourceType(record())
        case .deleteResourceType: return try .deleteResourceType(fields.text())
        case .putAPI: return try .putAPI(record())
        case .deleteAPI: return try .deleteAPI(fields.text())
        case .addAssignment: return try .addAssignment(record())
        case .removeAssignment: return try .removeAssignment(record())
        case .putLoginSettings: return try .putLoginSettings(record())
        case .addPermissionAssignment: return try .addPermissionAssignment(record())
        case .removePermissionAssignment: return try .removePermissionAssignment(record())
        }
    }

    private func record<Record: Decodable>() throws(StoreError) -> Record { try JSONText.decode(payload) }
}

extension FieldWriter {
    fileprivate mutating func write(_ user: User) {
        write(user.id.rawValue)
        write(user.connection.rawValue)
        write(user.providerUserID)
        write(user.isActive)
        write(user.isBlocked)
    }

    fileprivate mutating func write(_ group: Group) {
        write(group.id.rawValue)
        write(group.connection.rawValue)
        write(group.name)
        write(group.externalID)
        write(group.origin.text)
    }

    fileprivate mutating func write(_ group: Group.ID, _ members: [Group.Member]) {
        write(group.rawValue)
        for member in members {
            switch member {
            case .user(let id): write(true, id.rawValue)
            case .group(let id): write(false, id.rawValue)
            }
        }
    }

    private mutating func write(_ isUser: Bool, _ id: String) {
        write(isUser)
        write(id)
    }

    fileprivate mutating func write(_ member: OrganizationMember) {
        write(member.organization.rawValue)
        write(member.user.rawValue)
    }
}

extension FieldReader {
    fileprivate mutating func user() throws(StoreError) -> User {
        try User(
            id: User.ID(text()),
            connection: Connection.ID(text()),
            providerUserID: text(),
            isActive: flag(),
            // Rows of programs that knew no blocks end here.
            isBlocked: isAtEnd ? false : flag()
        )
    }

    fileprivate mutating func group() throws(StoreError) -> Group {
        try Group(
            id: Group.ID(text()),
            connection: Connection.ID(text()),
            name: text(),
            externalID: optionalText(),
            origin: Origin(text: text())
        )
    }

    fileprivate mutating func members() throws(StoreError) -> [Group.Member] {
        var members = [Group.Member]()
        while !isAtEnd {
            members.append(try flag() ? .user(User.ID(text())) : .group(Group.ID(text())))
        }
        return members
    }

    fileprivate mutating func organizationMember() throws(StoreError) -> OrganizationMember {
        try OrganizationMember(organization: Organization.ID(text()), user: User.ID(text()))
    }
}
