import AccessModel
import DirectoryStorage

private let ann = UserDocument("ann")
private let bob = UserDocument("böb\u{1F600} \"\\\n", isActive: false)
private let staff = GroupDocument("staff")
private let owners = GroupDocument(
    group: Group(id: "grp_owners", connection: "con_acme", name: "Owners", externalID: "e|1"),
    foldedName: "owners",
    attributes: "{}"
)
private let link = OrganizationConnection(
    organization: "org_one",
    connection: "con_acme",
    assignsMembershipOnLogin: true,
    origin: .policy(file: "organizations.yaml")
)
private let other = OrganizationConnection(
    organization: "org_two",
    connection: "con_globex",
    isEnabled: false,
    assignsMembershipOnLogin: false,
    origin: .api
)
private let type = ResourceType(name: "document", actions: ["read", "write"], origin: .policy(file: "a.yaml"))
private let api = API(
    identifier: "https://api.example.com",
    name: "API",
    permissions: [API.Permission(name: "read:all", description: "Reads")],
    origin: .api
)
private let role = Role(
    id: "rol_editor",
    name: "editor",
    entitlements: [
        Entitlement(
            resourceType: "document",
            resourceID: "d1",
            action: "write",
            when: [
                Condition(
                    property: PropertyPath(.resource, "size"),
                    test: .isAtMost(.number(DecimalNumber(significand: 15, exponent: -1)))
                )
            ],
            unless: [
                Condition(property: PropertyPath(.context, "tag"), test: .isOneOf([.string("x"), .boolean(true)]))
            ]
        )
    ],
    origin: .api
)
private let ownedRole = Role("keeper", ownedBy: "two")
private let assignments: [RoleAssignment] = [
    RoleAssignment("editor", to: .user(ann.user.id)),
    RoleAssignment("editor", to: .groups(.id("grp_staff")), scope: .organization("org_one")),
    RoleAssignment("editor", to: .groups(.name("Staff", connection: "con_acme")), origin: .policy(file: "a.yaml")),
    RoleAssignment("editor", to: .groups(.externalID("e|1", connection: "con_acme")), expires: .noon),
    RoleAssignment("editor", to: .groups(.pattern(NamePattern("App-*"), connection: "con_acme")), origin: .login),
    RoleAssignment("two-keeper", to: .user(ann.user.id), scope: .organization("org_two")),
]
private let permission = PermissionAssignment(
    user: ann.user.id,
    api: api.identifier,
    permission: "read:all",
    origin: .api
)
private let settings = LoginSettings(tenantRolesInOrganizations: .all, includesGroupsInClaims: true)
private let memberships: [Group.Member] = [.user(ann.user.id), .user(bob.user.id), .group("grp_owners")]
private let organizationMember = OrganizationMember(organization: "org_one", user: ann.user.id)

/// One change of every kind, in an order in which they can be made.
let everyKind: [Change] =
    [
        .putConnection(.acme), .putConnection(.globex), .putResourceType(type), .putAPI(api), .putRole(role),
        .putOrganization(Organization("one", origin: .policy(file: "o.yaml"))), .putOrganization(Organization("two")),
        .putRole(ownedRole), .putOrganizationConnection(link), .putUser(ann.user), .putUser(bob.user),
        .putGroup(staff.group),
        .putGroup(owners.group), .addMembers("grp_staff", memberships), .addOrganizationMember(organizationMember),
    ] + assignments.map(Change.addAssignment)
    + [.putLoginSettings(settings), .addPermissionAssignment(permission)] + endings

private let endings: [Change] = [
    .putResourceType(ResourceType(name: "ticket", actions: [], origin: .api)), .deleteResourceType("ticket"),
    .removeAssignment(assignments[0]), .removeMembers("grp_staff", [.user(bob.user.id)]),
    .removeOrganizationMember(organizationMember), .putOrganizationConnection(other),
    .deleteOrganizationConnection("org_two", "con_globex"), .deleteRole(ownedRole.id), .deleteOrganization("org_two"),
    .deleteUser(bob.user.id),
    .deleteGroup("grp_owners"), .deleteConnection("con_globex"), .deleteRole("rol_editor"),
    .removePermissionAssignment(permission), .deleteAPI("https://api.example.com"),
]

/// Makes ``everyKind``, with or without the deletions.
func commitEveryKind(_ transaction: any DirectoryTransaction, deleting: Bool = true) throws {
    for connection in [Connection.acme, .globex] { try transaction.putConnection(connection) }
    try transaction.putResourceType(type)
    try transaction.putAPI(api)
    try transaction.putRole(role)
    try transaction.putOrganization(Organization("one", origin: .policy(file: "o.yaml")))
    try transaction.putOrganization(Organization("two"))
    try transaction.putRole(ownedRole)
    try transaction.putOrganizationConnection(link)
    for document in [ann, bob] { _ = try transaction.createUser(document, now: .noon) }
    for document in [staff, owners] { _ = try transaction.createGroup(document, uniqueName: true, now: .noon) }
    try transaction.addMembers(memberships, to: "grp_staff", now: .noon)
    try transaction.addOrganizationMember(organizationMember)
    for assignment in assignments { try transaction.addAssignment(assignment) }
    try transaction.putLoginSettings(settings)
    try transaction.addPermissionAssignment(permission)
    if deleting { try commitEndings(transaction) }
}

func commitEndings(_ transaction: any DirectoryTransaction) throws {
    try transaction.putResourceType(ResourceType(name: "ticket", actions: [], origin: .api))
    try transaction.deleteResourceType("ticket")
    try transaction.removeAssignment(assignments[0])
    try transaction.removeMembers([.user(bob.user.id)], from: "grp_staff", now: .noon)
    try transaction.removeOrganizationMember(organizationMember)
    try transaction.putOrganizationConnection(other)
    try transaction.deleteOrganizationConnection("org_two", "con_globex")
    try transaction.deleteOrganization("org_two")
    try transaction.deleteUser(bob.user.id, now: .noon)
    try transaction.deleteGroup("grp_owners", now: .noon)
    try transaction.deleteConnection("con_globex")
    try transaction.deleteRole("rol_editor")
    try transaction.deleteAPI("https://api.example.com")
}
