import AccessModel

extension PolicyTestLinker {
    /// The changes that make the directory, referenced records before those that refer to them.
    mutating func directoryChanges() -> [Change] {
        let users = document.users.compactMap { self.users[$0.name.value] }.map { Change.putUser($0) }
        let groups = document.groups.compactMap { self.groups[$0.key] }.map { Change.putGroup($0) }
        let members = document.groups.flatMap { memberChanges(of: $0) }
        let organizationMembers = document.organizationMembers.flatMap { organizationMemberChanges($0) }
        return users + groups + members + organizationMembers + document.assignments.flatMap { assignmentChanges($0) }
    }

    private mutating func memberChanges(of declaration: TestGroupDeclaration) -> [Change] {
        guard let group = groups[declaration.key] else { return [] }
        let members = declaration.members.compactMap { member($0, of: declaration) }
        return stride(from: 0, to: members.count, by: Change.membersPerChange).map { start in
            .addMembers(group.id, Array(members[start...].prefix(Change.membersPerChange)))
        }
    }

    private mutating func member(
        _ member: TestGroupDeclaration.Member,
        of declaration: TestGroupDeclaration
    ) -> Group.Member? {
        switch member {
        case .user(let name):
            check([name], in: users)
            guard let user = users[name.value] else { return nil }
            checkConnection(of: user, name, against: declaration)
            return .user(user.id)
        case .group(let name):
            let key = "\(declaration.connection.value)/\(name.value)"
            guard let group = groups[key] else {
                let sentence =
                    "there is no group \(name.value.quoted) of connection \(declaration.connection.value.quoted)"
                report(Diagnostic(sentence, at: name.position))
                return nil
            }
            return .group(group.id)
        }
    }

    /// A provider pushes its own users only.
    private mutating func checkConnection(
        of user: User,
        _ name: Located<String>,
        against group: TestGroupDeclaration
    ) {
        let connection = Connection.ID.derived(from: group.connection.value)
        guard connection != user.connection, names.connectionIDs.isSuperset(of: [connection, user.connection]) else {
            return
        }
        report(Diagnostic("user \(name.value.quoted) is of another connection than the group", at: name.position))
    }

    private mutating func organizationMemberChanges(_ declaration: TestMembersDeclaration) -> [Change] {
        check([declaration.organization], in: names.organizations)
        check(declaration.users, in: users)
        guard let organization = names.organizations[declaration.organization.value] else { return [] }
        return declaration.users.compactMap { users[$0.value] }.map {
            .addOrganizationMember(OrganizationMember(organization: organization, user: $0.id))
        }
    }

    private mutating func assignmentChanges(_ declaration: TestAssignmentDeclaration) -> [Change] {
        check([declaration.user], in: users)
        check(declaration.roles, in: names.roles)
        check([declaration.organization].compactMap(\.self), in: names.organizations)
        guard let user = users[declaration.user.value] else { return [] }
        let organization = declaration.organization.flatMap { names.organizations[$0.value] }
        return declaration.roles.compactMap { names.roles[$0.value] }.map { role in
            .addAssignment(
                RoleAssignment(
                    role: role,
                    holder: .user(user.id),
                    scope: organization.map { .organization($0) } ?? .tenant,
                    origin: .api
                )
            )
        }
    }
}
