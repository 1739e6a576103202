import AccessModel

extension World {
    /// Most of what there are names for, and enough between them that questions have something to find.
    mutating func founding() -> [Change] {
        var changes: [Change] = []
        for _ in 0..<2 * shape.connections { changes.append(.putConnection(connection())) }
        for _ in 0..<4 * shape.users { changes.append(.putUser(user())) }
        for _ in 0..<2 * shape.groups { changes.append(.putGroup(group())) }
        for _ in 0..<2 * shape.organizations { changes.append(.putOrganization(organization())) }
        for _ in 0..<2 * shape.roles { changes.append(.putRole(role())) }
        for _ in 0..<2 { changes.append(.putAPI(api())) }
        for _ in 0..<2 * shape.organizations { changes.append(.putOrganizationConnection(link())) }
        for _ in 0..<shape.organizations * shape.users { changes.append(.addOrganizationMember(organizationMember())) }
        changes += nesting()
        for _ in 0..<4 * shape.groups { changes.append(.addMembers(groupID(), some(upTo: 4) { $0.member() })) }
        for _ in 0..<4 * shape.roles + 2 * shape.groups { changes.append(.addAssignment(remember(assignment()))) }
        for _ in 0..<shape.users { changes.append(.addPermissionAssignment(permissionAssignment())) }
        return changes
    }

    mutating func change() -> Change {
        switch roll(112) {
        case 0..<5: .putConnection(connection())
        case 5: .deleteConnection(connectionID())
        case 6..<14: .putUser(user())
        case 14: .deleteUser(userID())
        case 15..<22: .putGroup(group())
        case 22: .deleteGroup(groupID())
        case 23..<38: .addMembers(groupID(), some(upTo: 4) { $0.member() })
        case 38..<43: .removeMembers(groupID(), some(upTo: 2) { $0.member() })
        case 43..<46: .putOrganization(organization())
        case 46: chance(30) ? .deleteOrganization(organizationID()) : .putLoginSettings(settings())
        case 47..<54: .putOrganizationConnection(link())
        case 54: .deleteOrganizationConnection(organizationID(), connectionID())
        case 55..<62: .addOrganizationMember(organizationMember())
        case 62..<64: .removeOrganizationMember(organizationMember())
        case 64..<73: .putRole(role())
        case 73: .deleteRole(roleID())
        case 74..<76: .putResourceType(ResourceType(name: resourceType(), actions: [action()], origin: origin()))
        case 76: .deleteResourceType(resourceType())
        case 77..<80: .putAPI(api())
        case 80: .deleteAPI(resourceID())
        case 81..<94: .addAssignment(remember(assignment()))
        case 94..<99: .removeAssignment(former(or: assignment()))
        case 99..<104: .addPermissionAssignment(permissionAssignment())
        case 104..<106: .removePermissionAssignment(permissionAssignment())
        case 106..<111: .addAssignment(renewed(assignment()))
        default: .putLoginSettings(settings())
        }
    }

    private mutating func connection() -> Connection {
        Connection(id: connectionID(), name: pick(["okta-a", "okta-b", "con_1"]), strategy: .okta, origin: .api)
    }

    private mutating func user() -> User {
        let id = userID()
        return User(
            id: id,
            connection: connectionID(),
            // As at creation, or after a rename.
            providerUserID: chance(60) ? id.rawValue.split(separator: "|").last.map(String.init) ?? "" : providerID(),
            isActive: chance(90),
            isBlocked: chance(8)
        )
    }

    private mutating func group() -> Group {
        let externalID = chance(50) ? externalID() : nil
        return Group(id: groupID(), connection: connectionID(), name: groupName(), externalID: externalID)
    }

    private mutating func member() -> Group.Member {
        chance(shape.nesting == .sparse ? 65 : 45) ? .user(userID()) : .group(groupID())
    }

    private func nesting() -> [Change] {
        let ids = (0..<shape.groups).map { Group.ID("grp_group-number-\($0)") }
        func nest(_ child: Int, in parent: Int) -> Change { .addMembers(ids[parent], [.group(ids[child])]) }
        let chain = ids.indices.dropFirst().map { nest($0, in: $0 - 1) }
        switch shape.nesting {
        case .sparse: return []
        case .chain: return chain
        case .ring: return chain + [nest(0, in: ids.count - 1)]
        case .dense: return ids.indices.map { .addMembers(ids[$0], ids.map(Group.Member.group)) }
        }
    }

    private mutating func organization() -> Organization {
        Organization(id: organizationID(), name: pick(["acme", "globex", "org_2"]), origin: origin())
    }

    private mutating func organizationMember() -> OrganizationMember {
        OrganizationMember(organization: organizationID(), user: userID())
    }

    private mutating func link() -> OrganizationConnection {
        OrganizationConnection(
            organization: organizationID(),
            connection: connectionID(),
            isEnabled: chance(80),
            assignsMembershipOnLogin: chance(60),
            origin: .api
        )
    }

    private mutating func settings() -> LoginSettings {
        LoginSettings(
            tenantRolesInOrganizations: pick([.groups, .all, .none]),
            membersInheritWithoutAutoMembership: chance(50),
            includesGroupsInClaims: chance(50)
        )
    }

    private mutating func role() -> Role {
        let id = roleID()
        return Role(
            id: id,
            name: pick(["admin", "reader", "writer", "auditor"]),
            inherits: some(upTo: 2) { $0.roleID() }.filter { owner(of: $0) == nil },
            entitlements: some(upTo: 3) { $0.entitlement() },
            owner: owner(of: id),
            origin: origin()
        )
    }

    private mutating func entitlement() -> Entitlement {
        Entitlement(
            resourceType: resourceType(),
            resourceID: chance(60) ? resourceID() : nil,
            action: action(),
            when: chance(30) ? some(upTo: 2) { $0.condition() } : [],
            unless: chance(20) ? some(upTo: 2) { $0.condition() } : []
        )
    }

    private mutating func condition() -> Condition {
        let test: Condition.Test =
            switch roll(7) {
            case 0: .isOneOf(some(upTo: 3) { $0.value() })
            case 1: .isLess(than: value())
            case 2: .isAtMost(value())
            case 3: .isGreater(than: value())
            case 4: .isAtLeast(value())
            case 5: .equalsProperty(path())
            default: .equals(value())
            }
        return Condition(property: path(), test: test)
    }

    private mutating func api() -> API {
        let permissions = some(upTo: 3) { API.Permission(name: $0.action(), description: $0.pick(["", "Does"])) }
        return API(identifier: resourceID(), name: "", permissions: permissions, origin: .api)
    }

    /// As the store lets them be: those of a role that an organization owns are in that organization.
    private mutating func assignment() -> RoleAssignment {
        let role = roleID()
        let holder: RoleAssignment.Holder = chance(30) ? .user(userID()) : .groups(selector())
        let scope: RoleAssignment.Scope = chance(50) ? .tenant : .organization(organizationID())
        return RoleAssignment(
            role: role,
            holder: holder,
            scope: owner(of: role).map(RoleAssignment.Scope.organization) ?? scope,
            origin: origin(),
            expires: expiry()
        )
    }

    /// Mostly one that was made before, with another expiry.
    private mutating func renewed(_ other: RoleAssignment) -> RoleAssignment {
        var assignment = former(or: other)
        assignment.expires = expiry()
        return remember(assignment)
    }

    private mutating func permissionAssignment() -> PermissionAssignment {
        PermissionAssignment(
            user: userID(),
            api: resourceID(),
            permission: action(),
            origin: chance(70) ? .api : .policy(file: "a.yaml")
        )
    }

    private mutating func selector() -> GroupSelector {
        switch roll(4) {
        case 0: .id(groupID())
        case 1: .name(groupName(), connection: connectionID())
        case 2: .externalID(externalID(), connection: connectionID())
        default: .pattern(NamePattern(pick(["*", "eng*", "*-admins", "e*o*s", "sales"])), connection: connectionID())
        }
    }
}
