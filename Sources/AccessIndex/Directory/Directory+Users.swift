import AccessModel

extension Directory {
    mutating func put(_ user: User) {
        guard let connection = connections.ordinal(id: user.connection.rawValue) else { return }
        users.put(user, connection: connection)
    }

    mutating func deleteUser(_ user: Ordinal<User>) {
        for group in users.groups(of: user) where !groups.isDeleted(group) { count(-1, membersOf: group) }
        directGrants -= users.grantCount(of: user)
        for permission in users.record(of: user).permissions { directPermissions.count(-1, permission.permission) }
        users.remove(user)
        unfinished.endedUsers.append(user)
    }

    mutating func add(_ member: OrganizationMember) {
        guard let organization = organizations.entities.ordinal(id: member.organization.rawValue),
            let user = users.ordinal(id: member.user.rawValue)
        else { return }
        users.add(user, to: organization)
    }

    mutating func remove(_ member: OrganizationMember) {
        guard let organization = organizations.entities.ordinal(id: member.organization.rawValue),
            let user = users.ordinal(id: member.user.rawValue)
        else { return }
        users.remove(user, from: organization)
    }
}
