import AccessModel

/// Everything that conditions may look at.
struct Question {
    var user: Ordinal<User>
    var action: String
    var resource: Resource
    var properties: [Property]
}

extension Question {
    init(_ inquiry: Inquiry, _ request: DecisionRequest) {
        self.init(
            user: inquiry.user,
            action: request.action,
            resource: request.resource,
            properties: request.properties
        )
    }
}

extension Directory {
    /// Whether every `when` holds and every `unless` is known not to.
    func areMet(_ entitlement: Entitlement, by question: Question) -> Bool {
        for condition in entitlement.when where holds(condition, in: question) != true { return false }
        for condition in entitlement.unless where holds(condition, in: question) != false { return false }
        return true
    }

    /// Nil is unknown.
    private func holds(_ condition: Condition, in question: Question) -> Bool? {
        guard let value = value(condition.property, in: question) else { return nil }
        switch condition.test {
        case .equals(let other): return isEqual(value, Operand(other))
        case .isOneOf(let others): return isOne(value, of: others)
        case .isLess(let other): return isLess(value, Operand(other))
        case .isAtMost(let other): return isLess(Operand(other), value).map { !$0 }
        case .isGreater(let other): return isLess(Operand(other), value)
        case .isAtLeast(let other): return isLess(value, Operand(other)).map { !$0 }
        case .equalsProperty(let path):
            guard let other = self.value(path, in: question) else { return nil }
            return isEqual(value, other)
        }
    }

    /// What every question has cannot be overridden by what came with it.
    private func value(_ path: PropertyPath, in question: Question) -> Operand? {
        switch (path.source, path.name) {
        case (.subject, "id"): return .user(question.user)
        case (.subject, "type"): return .text("user")
        case (.resource, "id"): return .text(question.resource.id)
        case (.resource, "type"): return .text(question.resource.type)
        case (.action, "name"): return .text(question.action)
        default:
            for property in question.properties where property.path.source == path.source {
                if property.path.name.isIdentical(to: path.name) { return Operand(property.value) }
            }
            return nil
        }
    }
}
