import AccessIndex
import AccessModel
import Testing

/// `unless: { resource.created_by: { same_as: subject.id } }` and its like: whom a text means.
@Suite struct SubjectConditionTests {
    private static let acme = Connection(id: .derived(from: "acme"), name: "acme", strategy: .okta, origin: .api)
    private static let globex = Connection(id: .derived(from: "globex"), name: "globex", strategy: .waad, origin: .api)

    private static func user(_ name: String, of connection: Connection = acme, now: String? = nil) -> User {
        User(
            id: User.ID(connection: connection, providerUserID: name),
            connection: connection.id,
            providerUserID: now ?? name,
            isActive: true
        )
    }

    private static let role = Role(
        id: .derived(from: "approver"),
        name: "approver",
        entitlements: [
            Entitlement(
                resourceType: "doc",
                action: "approve",
                unless: [Condition(property: createdBy, test: isSubject)]
            ),
            Entitlement(resourceType: "doc", action: "edit", when: [Condition(property: createdBy, test: isSubject)]),
            Entitlement(
                resourceType: "doc",
                action: "order",
                when: [Condition(property: PropertyPath(.subject, "id"), test: .isAtLeast(.string("")))]
            ),
        ],
        origin: .api
    )
    private static let createdBy = PropertyPath(.resource, "created_by")
    private static let isSubject = Condition.Test.equalsProperty(PropertyPath(.subject, "id"))
    private static let instant = Timestamp(seconds: 0)

    private func index(_ users: [User]) -> IndexSnapshot {
        var builder = IndexBuilder()
        let changes = [.putConnection(Self.acme), .putConnection(Self.globex)] + users.map(Change.putUser)
        for change in changes + [.putRole(Self.role)] { builder.apply(change) }
        for user in users {
            let holder = RoleAssignment.Holder.user(user.id)
            builder.apply(
                .addAssignment(RoleAssignment(role: Self.role.id, holder: holder, scope: .tenant, origin: .api))
            )
        }
        return builder.snapshot(at: Revision(epoch: Revision.Epoch("0123456789abcdef"), number: 1))
    }

    private func permits(_ index: IndexSnapshot, _ subject: SubjectReference, _ action: String, _ creator: String)
        -> Bool
    {
        let request = DecisionRequest(
            subject: subject,
            action: action,
            resource: Resource(type: "doc", id: "1"),
            properties: [Property(Self.createdBy, .string(creator))]
        )
        let explained = index.explain(request, at: Self.instant).decision
        #expect(index.decide(request, at: Self.instant) == explained)
        return explained.isPermit
    }

    static let spellings: [SubjectReference] = [
        .loginID("okta|acme|ann"), .providerUser(id: "ann", connection: "acme"),
        .providerUser(id: "ann", connection: acme.id.rawValue),
    ]

    @Test(arguments: spellings, ["okta|acme|ann", "ann"])
    func `nobody approves what is their own in any spelling`(subject: SubjectReference, creator: String) {
        let index = index([Self.user("ann"), Self.user("bob")])
        #expect(!permits(index, subject, "approve", creator))
        #expect(permits(index, subject, "edit", creator))
    }

    @Test(arguments: spellings, ["okta|acme|bob", "bob", "waad|globex|cy"])
    func `another who is there is another in any spelling`(subject: SubjectReference, creator: String) {
        let index = index([Self.user("ann"), Self.user("bob"), Self.user("cy", of: Self.globex)])
        #expect(permits(index, subject, "approve", creator))
        #expect(!permits(index, subject, "edit", creator))
    }

    @Test(arguments: spellings, ["ann@acme.example", "Ann", "okta|acme|gone", "okta|acme|Ann", "cy", "", "system"])
    func `what names nobody permits nothing either way`(subject: SubjectReference, creator: String) {
        let index = index([Self.user("ann"), Self.user("bob"), Self.user("cy", of: Self.globex)])
        #expect(!permits(index, subject, "approve", creator))
        #expect(!permits(index, subject, "edit", creator))
    }

    @Test func `a login id of before a rename names nobody, whoever had it`() {
        let index = index([Self.user("ann", now: "bea"), Self.user("bob")])
        for creator in ["okta|acme|ann", "okta|acme|bea"] {
            for subject in [SubjectReference.providerUser(id: "bea", connection: "acme"), .loginID("okta|acme|bob")] {
                #expect(!permits(index, subject, "approve", creator))
                #expect(!permits(index, subject, "edit", creator))
            }
        }
    }

    @Test func `a text that is one person's login id and another's provider id permits nothing either way`() {
        let index = index([Self.user("ann"), Self.user("x", now: "okta|acme|ann"), Self.user("bob")])
        for subject in [
            SubjectReference.loginID("okta|acme|ann"), .providerUser(id: "okta|acme|ann", connection: "acme"),
        ] {
            #expect(!permits(index, subject, "approve", "okta|acme|ann"))
            #expect(!permits(index, subject, "edit", "okta|acme|ann"))
        }
        #expect(permits(index, .loginID("okta|acme|bob"), "approve", "okta|acme|ann"))
    }

    @Test func `the user has no order`() {
        #expect(!permits(index([Self.user("ann")]), .loginID("okta|acme|ann"), "order", "x"))
    }

    // MARK: - Login ids

    private func isKnown(_ index: IndexSnapshot, _ subject: SubjectReference) -> Bool {
        let roles = index.effectiveRoles(of: subject, organization: nil, at: Self.instant)
        let login = index.login(LoginRequest(subject: subject), at: Self.instant)
        let isKnown = permits(index, subject, "approve", "okta|acme|bob")
        #expect((roles != .denied(.unknownSubject)) == isKnown)
        #expect((login != .refuse(.unknownSubject)) == isKnown)
        return isKnown
    }

    @Test func `a login id finds its user while the provider calls it that`() {
        let before = index([Self.user("ann"), Self.user("bob")])
        #expect(isKnown(before, .loginID("okta|acme|ann")))
        let after = before.applying([
            ChangeSet(revision: before.revision.next, changes: [.putUser(Self.user("ann", now: "bea"))])
        ])
        #expect(!isKnown(after, .loginID("okta|acme|ann")))
        #expect(!isKnown(after, .loginID("okta|acme|bea")))
        #expect(!isKnown(after, .providerUser(id: "ann", connection: "acme")))
        #expect(isKnown(after, .providerUser(id: "bea", connection: "acme")))
        #expect(isKnown(after, .user(Self.user("ann").id)))
        let again = after.applying([
            ChangeSet(revision: after.revision.next, changes: [.putUser(Self.user("ann"))])
        ])
        #expect(isKnown(again, .loginID("okta|acme|ann")))
    }

    @Test(arguments: [("nn", false), ("a|ann", false), ("b|a", true), ("", false)])
    func `the whole of what follows the connection is the provider's id`(now: String, isKnown: Bool) {
        let user = Self.user("b|a", now: now)
        #expect(user.hasCurrentLoginID == isKnown)
        #expect(Self.user("ann", now: now).hasCurrentLoginID == false)
    }
}
