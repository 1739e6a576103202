import AccessModel

/// A seeded directory of many customers: one connection, one organization, their users and groups each.
struct Population {
    let users: Int
    let memberships: Int
    let groups: Int
    let customers: Int
    static let roles = 500
    static let apis = 20
    static let permissionsPerAPI = 50
    static let entitlementsPerRole = 20

    /// Groups of four hundred on average; up to ten thousand users a customer.
    init(users: Int, memberships: Int) {
        self.users = users
        self.memberships = memberships
        customers = max(1, users / 10_000)
        groups = max(customers, memberships / 400)
    }

    func customer(ofUser user: Int) -> Int { user % customers }
    func customer(ofGroup group: Int) -> Int { group % customers }
    /// Among the groups of its customer.
    func place(ofGroup group: Int) -> Int { group / customers }

    func connection(_ customer: Int) -> Connection {
        let name = "customer-\(customer)"
        return Connection(id: .derived(from: name), name: name, strategy: .okta, origin: .api)
    }

    func organization(_ customer: Int) -> Organization {
        Organization(id: .derived(from: "customer-\(customer)"), name: "customer-\(customer)", origin: .api)
    }

    /// As Okta numbers its users: `00u` and seventeen more characters.
    func providerID(_ user: Int) -> String {
        let digits = String(user, radix: 36)
        return "00u" + String(repeating: "x", count: 17 - digits.count) + digits
    }

    func userID(_ user: Int) -> User.ID {
        User.ID("okta|customer-\(customer(ofUser: user))|\(providerID(user))")
    }

    func groupID(_ group: Int) -> Group.ID { .derived(from: "\(group)") }
    func roleID(_ role: Int) -> Role.ID { .derived(from: "role-\(role)") }
    func api(_ api: Int) -> String { "https://api-\(api).example.com" }
    func permission(_ permission: Int) -> String { "action-\(permission):things" }
}

extension Population {
    /// Everything, in the order of a store's snapshot.
    func forEachChange(_ receive: (Change) -> Void) {
        var generator = SplitMix64(seed: 42)
        for customer in 0..<customers { emit(customer, receive) }
        for api in 0..<Self.apis { receive(.putAPI(makeAPI(api))) }
        for role in 0..<Self.roles { receive(.putRole(makeRole(role, &generator))) }
        let ids = (0..<customers).map { connection($0).id }
        for user in 0..<users {
            let connection = ids[customer(ofUser: user)]
            let id = providerID(user)
            receive(.putUser(User(id: userID(user), connection: connection, providerUserID: id, isActive: true)))
        }
        for group in 0..<groups {
            let connection = ids[customer(ofGroup: group)]
            receive(.putGroup(Group(id: groupID(group), connection: connection, name: "Group \(group)")))
        }
        for group in 0..<groups { emitMembers(of: group, &generator, receive) }
        for user in 0..<users {
            let organization = organization(customer(ofUser: user)).id
            receive(.addOrganizationMember(OrganizationMember(organization: organization, user: userID(user))))
        }
        for group in 0..<groups { emitAssignments(of: group, &generator, receive) }
    }

    private func emit(_ customer: Int, _ receive: (Change) -> Void) {
        let connection = connection(customer)
        let organization = organization(customer)
        receive(.putConnection(connection))
        receive(.putOrganization(organization))
        let link = OrganizationConnection(
            organization: organization.id,
            connection: connection.id,
            assignsMembershipOnLogin: true,
            origin: .api
        )
        receive(.putOrganizationConnection(link))
    }

    private func makeAPI(_ number: Int) -> API {
        let permissions = (0..<Self.permissionsPerAPI).map { API.Permission(name: permission($0)) }
        return API(identifier: api(number), name: "API \(number)", permissions: permissions, origin: .api)
    }

    private func makeRole(_ role: Int, _ generator: inout SplitMix64) -> Role {
        let entitlements = (0..<Self.entitlementsPerRole).map { _ in
            Entitlement(
                resourceType: Entitlement.apiResourceType,
                resourceID: api(Int.random(in: 0..<Self.apis, using: &generator)),
                action: permission(Int.random(in: 0..<Self.permissionsPerAPI, using: &generator))
            )
        }
        let inherits = role > 0 && role % 4 == 0 ? [roleID(role - 1)] : []
        return Role(
            id: roleID(role),
            name: "role-\(role)",
            inherits: inherits,
            entitlements: entitlements,
            origin: .policy(file: "roles.yaml")
        )
    }

    /// Users of the same customer; one group in twenty is inside the one before.
    private func emitMembers(of group: Int, _ generator: inout SplitMix64, _ receive: (Change) -> Void) {
        let mean = memberships / groups
        var left = Int.random(in: mean / 2..<mean + mean / 2 + 1, using: &generator)
        let customer = customer(ofGroup: group)
        while left > 0 {
            let count = min(left, Change.membersPerChange)
            let members = (0..<count).map { _ in
                let place = Int.random(in: 0..<users / customers, using: &generator)
                return Group.Member.user(userID(place * customers + customer))
            }
            receive(.addMembers(groupID(group), members))
            left -= count
        }
        let place = place(ofGroup: group)
        if place > 0, place % 20 == 0 {
            receive(.addMembers(groupID(group - customers), [.group(groupID(group))]))
        }
    }

    /// Of each customer one group in five has roles in the tenant, one in ten in the customer's organization.
    private func emitAssignments(of group: Int, _ generator: inout SplitMix64, _ receive: (Change) -> Void) {
        func assign(_ scope: RoleAssignment.Scope) {
            let role = roleID(Int.random(in: 0..<Self.roles, using: &generator))
            let holder = RoleAssignment.Holder.groups(.id(groupID(group)))
            receive(.addAssignment(RoleAssignment(role: role, holder: holder, scope: scope, origin: .api)))
        }
        let place = place(ofGroup: group)
        if place % 5 == 0 { for _ in 0...place % 3 { assign(.tenant) } }
        if place % 10 == 1 { assign(.organization(organization(customer(ofGroup: group)).id)) }
    }
}
