import AccessModel
import DirectoryStorage

/// Whom roles are given to: a user or a group, itself.
enum Grantee: Sendable {
    case user(User.ID)
    case group(Group)

    /// How an assignment that the API makes names it.
    var holder: RoleAssignment.Holder {
        switch self {
        case .user(let id): .user(id)
        case .group(let group): .groups(.id(group.id))
        }
    }

    /// The user of this id, or a refusal.
    init(_ user: User.ID, in reader: any DirectoryReader) throws {
        guard try reader.user(user) != nil else { throw ManagementError.unknownUser }
        self = .user(user)
    }

    /// The group of this id, or a refusal.
    init(_ group: Group.ID, in reader: any DirectoryReader) throws {
        self = .group(try reader.known(group).group)
    }

    /// All that give it a role itself, whatever they name it by.
    func assignments(in reader: any DirectoryReader) throws -> [RoleAssignment] {
        let own = try ownAssignments(in: reader)
        guard case .group(let group) = self else { return own }
        return try own + reader.groupRoleMappings(of: group.connection).filter { $0.selects(group) }
    }

    /// Those that name it by its id.
    func ownAssignments(in reader: any DirectoryReader) throws -> [RoleAssignment] {
        switch self {
        case .user(let id): try reader.assignments(of: id)
        case .group(let group): try reader.assignments(to: group.id)
        }
    }
}

extension RoleAssignment {
    func selects(_ group: Group) -> Bool {
        switch holder {
        case .user: false
        case .groups(let selector): selector.selects(group)
        }
    }
}

extension DirectoryReader {
    /// The group of this id, or a refusal.
    func known(_ group: Group.ID) throws -> GroupRecord {
        guard let record = try self.group(group) else { throw ManagementError.unknownGroup }
        return record
    }

    /// The role of this id, or a refusal.
    func known(_ role: Role.ID) throws -> Role {
        guard let record = try self.role(role) else { throw ManagementError.unknownRole }
        return record
    }

    /// The user of this id, or a refusal.
    func known(_ user: User.ID) throws -> UserRecord {
        guard let record = try self.user(user) else { throw ManagementError.unknownUser }
        return record
    }

    /// The organization of this id, or a refusal.
    func known(_ organization: Organization.ID) throws -> Organization {
        guard let record = try self.organization(organization) else { throw ManagementError.unknownOrganization }
        return record
    }
}
