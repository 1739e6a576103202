import AccessModel

extension PolicyTestLinker {
    mutating func testCase(_ declaration: TestCaseDeclaration) -> PolicyTestCase? {
        check(declaration.expectedRoles, in: names.roles)
        check([declaration.organization].compactMap(\.self), in: names.organizations)
        checkNames(of: declaration.question)
        guard let subject = subject(of: declaration) else { return nil }
        return PolicyTestCase(
            name: declaration.name.value,
            position: declaration.name.position,
            question: .init(declaration, subject),
            expectation: declaration.expectation
        )
    }

    private mutating func subject(of declaration: TestCaseDeclaration) -> SubjectReference? {
        switch declaration.subject {
        case .id(let id):
            return .loginID(id)
        case .providerUser(let id, let connection):
            check([connection], in: names.connections)
            return .providerUser(id: id, connection: connection.value)
        case .user(let name):
            check([name], in: users)
            return users[name.value].map { .user($0.id) }
        }
    }

    private mutating func checkNames(of question: TestCaseDeclaration.Question) {
        switch question {
        case .check(.api(let identifier), let permission, _):
            check([identifier], in: names.apis)
            guard let permissions = names.apis[identifier.value] else { return }
            check([permission], in: permissions, " in API \(identifier.value.quoted)")
        case .check(.resourceType(let name, _), let action, _):
            check([name], in: names.resourceTypes)
            guard let actions = names.resourceTypes[name.value] else { return }
            check([action], in: actions, " of resource type \(name.value.quoted)")
        case .claims(let connection, let audience, _):
            check([connection].compactMap(\.self), in: names.connections)
            check([audience].compactMap(\.self), in: names.apis)
        case .roles:
            break
        }
    }
}

extension PolicyTestCase.Question {
    fileprivate init(_ declaration: TestCaseDeclaration, _ subject: SubjectReference) {
        let organization = declaration.organization?.value
        switch declaration.question {
        case .check(let target, let action, let properties):
            self = .check(
                DecisionRequest(
                    subject: subject,
                    action: action.value,
                    resource: Resource(target),
                    organization: organization,
                    properties: properties
                )
            )
        case .claims(let connection, let audience, let properties):
            self = .claims(
                LoginRequest(
                    subject: subject,
                    connection: connection?.value,
                    organization: organization,
                    audience: audience?.value,
                    properties: properties
                )
            )
        case .roles:
            self = .roles(subject, organization: organization)
        }
    }
}

extension Resource {
    fileprivate init(_ target: GrantDeclaration.Target) {
        switch target {
        case .api(let identifier): self.init(type: Entitlement.apiResourceType, id: identifier.value)
        case .resourceType(let name, let id): self.init(type: name.value, id: id ?? "")
        }
    }
}
