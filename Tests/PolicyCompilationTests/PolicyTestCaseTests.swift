import AccessModel
import PolicyCompilation
import Testing

@Suite struct PolicyTestCaseTests {
    @Test func `a test file makes changes and questions`() throws {
        let suite = try suite("check: { user: ada, organization: acme, \(permission) }", "permit")
        let ada = User(
            id: User.ID("okta|acme-okta|00u1"),
            connection: acmeOkta,
            providerUserID: "00u1",
            isActive: false
        )
        let group = Group(id: .derived(from: "acme-okta/G"), connection: acmeOkta, name: "G", externalID: "g1")
        let inner = Group(id: .derived(from: "acme-okta/H"), connection: acmeOkta, name: "H")
        let scope = RoleAssignment.Scope.organization(.derived(from: "acme"))
        #expect(
            suite.changes == [
                .putUser(ada), .putGroup(group), .putGroup(inner),
                .addMembers(group.id, [.user(ada.id), .group(inner.id)]),
                .addOrganizationMember(OrganizationMember(organization: .derived(from: "acme"), user: ada.id)),
                .addAssignment(.init(role: reader, holder: .user(ada.id), scope: .tenant, origin: .api)),
                .addAssignment(.init(role: reader, holder: .user(ada.id), scope: scope, origin: .api)),
            ]
        )
        let request = DecisionRequest(
            subject: .user(ada.id),
            action: "read:invoices",
            resource: Resource(type: "api", id: "https://api.ledgerline.example"),
            organization: "acme"
        )
        #expect(suite.cases.map(\.question) == [.check(request)])
    }

    @Test func `a question names its user by login id, or by the provider's id and the connection`() throws {
        for (text, subject) in [
            ("okta|acme-okta|00u1", SubjectReference.loginID("okta|acme-okta|00u1")),
            ("{ id: 00u1, connection: acme-okta }", .providerUser(id: "00u1", connection: "acme-okta")),
        ] {
            let asked = try suite("check: { subject: \"@\", \(permission) }".replacing("\"@\"", with: text), "permit")
            guard case .check(let request) = try #require(asked.cases.first).question else {
                Issue.record("no check")
                return
            }
            #expect(request.subject == subject)
        }
        #expect(throws: PolicyDiagnostics.self) {
            try suite("check: { subject: { id: 00u1, connection: acme }, \(permission) }", "permit")
        }
        #expect(throws: PolicyDiagnostics.self) {
            try suite("check: { subject: { id: 00u1 }, \(permission) }", "permit")
        }
    }

    @Test func `an organization that is left blank is a mistake, not the whole tenant`() throws {
        #expect(throws: PolicyDiagnostics.self) {
            try suite("check: { user: ada, organization: , \(permission) }", "permit")
        }
    }

    @Test(
        arguments: [
            ("permit", Decision.permit(role: .derived(from: "Reader")), nil),
            ("permit", .deny(.notGranted), "expected permit, got deny (not_granted)"),
            ("{ permit: Reader }", .permit(role: .derived(from: "Reader")), nil),
            (
                "{ permit: Reader }", .permit(role: Role.ID("rol_x")),
                "expected permit by role `Reader`, got permit by role rol_x"
            ),
            ("deny", .deny(.notGranted), nil),
            ("deny", .permit(role: Role.ID("rol_x")), "expected deny, got permit"),
            ("{ deny: not_granted }", .deny(.notGranted), nil),
            ("{ deny: not_granted }", .deny(.stale), "expected deny (not_granted), got deny (stale)"),
        ] as [(String, Decision, String?)]
    )
    func `checks are judged by outcome and reason`(expect: String, decision: Decision, failure: String?) throws {
        let test = try #require(try suite("check: { user: ada, \(permission) }", expect).cases.first)
        #expect(test.judge(decision: decision) == failure.map { .failure($0) } ?? .pass)
    }

    @Test(
        arguments: [
            ("{ roles: [Reader, Clerk] }", false, nil),
            ("{ roles: [Reader] }", false, "expected roles `Reader`, got `Clerk` and `Reader`"),
            ("{ tenant_roles: [Clerk], organization_roles: [Reader], groups: [], permissions: [b, a] }", false, nil),
            ("{ tenant_roles: [] }", false, "expected tenant roles `[]`, got `Clerk`"),
            ("{ permissions: [a, b, c] }", false, "expected permissions `a`, `b` and `c`, got `a` and `b`"),
            ("{ joins: true }", true, nil),
            ("{ joins: true }", false, "expected the login to make a member of the organization"),
            ("{ joins: false }", true, "expected the login not to make a member of the organization"),
            ("refuse", false, "expected refuse, got claims"),
        ] as [(String, Bool, String?)]
    )
    func `claims are judged list by list`(expect: String, joined: Bool, failure: String?) throws {
        let question = "claims: { user: ada, organization: acme, audience: https://api.ledgerline.example }"
        let test = try #require(try suite(question, expect).cases.first)
        let claims = LoginClaims(roles: roles, permissions: ["a", "b"], groups: [])
        let verdict = test.judge(login: .permit(claims), joined: joined)
        #expect(verdict == failure.map { .failure($0) } ?? .pass)
    }

    @Test(
        arguments: [
            ("refuse", LoginOutcome.refuse(.notAMember), nil),
            ("{ refuse: not_a_member }", .refuse(.notAMember), nil),
            ("{ refuse: not_a_member }", .refuse(.stale), "expected refuse (not_a_member), got refuse (stale)"),
            ("{ roles: [] }", .refuse(.stale), "expected roles and claims, got refuse (stale)"),
        ] as [(String, LoginOutcome, String?)]
    )
    func `refusals are judged by reason`(expect: String, outcome: LoginOutcome, failure: String?) throws {
        let test = try #require(try suite("claims: { user: ada }", expect).cases.first)
        #expect(test.judge(login: outcome, joined: false) == failure.map { .failure($0) } ?? .pass)
    }

    @Test func `a login that would join again fails`() throws {
        let test = try #require(try suite("claims: { user: ada }", "{ roles: [] }").cases.first)
        let member = OrganizationMember(organization: .derived(from: "acme"), user: User.ID("x"))
        let sentence = "expected roles and claims, got to join the organization, again"
        #expect(test.judge(login: .join(member), joined: true) == .failure(sentence))
    }

    @Test(
        arguments: [
            ("{ organization_roles: [Reader] }", nil),
            ("{ roles: [] }", "expected roles `[]`, got `Clerk` and `Reader`"),
            ("deny", "expected deny, got roles"),
        ] as [(String, String?)]
    )
    func `roles are judged list by list`(expect: String, failure: String?) throws {
        let test = try #require(try suite("roles: { user: ada, organization: acme }", expect).cases.first)
        #expect(test.judge(roles: .roles(roles)) == failure.map { .failure($0) } ?? .pass)
    }

    @Test func `an answer to another question fails`() throws {
        let test = try #require(try suite("roles: { user: ada }", "{ roles: [] }").cases.first)
        #expect(test.judge(decision: .deny(.stale)) == .failure("expected roles and claims, got deny (stale)"))
    }
}

extension PolicyTestCaseTests {
    private var permission: String { "api: https://api.ledgerline.example, permission: read:invoices" }
    private var acmeOkta: Connection.ID { .derived(from: "acme-okta") }
    private var reader: Role.ID { .derived(from: "Reader") }

    private var roles: EffectiveRoles {
        EffectiveRoles(
            user: User.ID("okta|acme-okta|00u1"),
            tenantRoles: [EffectiveRole(id: .derived(from: "Clerk"), name: "Clerk", sources: [])],
            organizationRoles: [EffectiveRole(id: reader, name: "Reader", sources: [])]
        )
    }

    /// One case against the shipped policies, with a directory of one of everything.
    private func suite(_ question: String, _ expect: String) throws -> PolicyTestSuite {
        let text = """
            directory:
              users: [{ name: ada, connection: acme-okta, id: 00u1, active: false }]
              groups:
                - { connection: acme-okta, name: G, external_id: g1, members: [ada, { group: H }] }
                - { connection: acme-okta, name: H }
              organization_members: [{ organization: acme, users: ada }]
              assignments: [{ user: ada, roles: Reader }, { user: ada, roles: [Reader], organization: acme }]
            cases:
              - name: the case
                \(question)
                expect: \(expect)
            """
        return try PolicyCompiler().compileTests(PolicySource(file: "t.yaml", text: text), against: Shipped.model())
    }
}
