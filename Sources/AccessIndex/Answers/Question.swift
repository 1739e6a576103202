import AccessModel

/// Everything that conditions may look at.
struct Question {
    var user: Ordinal<User>
    var action: String
    var resource: Resource
    var properties: [Property]
}

/// How far an entitlement applies to a question.
enum Applicability {
    /// It is about another resource.
    case irrelevant
    /// It is about this resource, and its conditions do not hold, or lack a property.
    case conditionNotMet
    case applies
}

extension Directory {
    func applicability(of entitlement: Entitlement, to question: Question) -> Applicability {
        if let id = entitlement.resourceID, !id.isIdentical(to: question.resource.id) { return .irrelevant }
        for condition in entitlement.when where holds(condition, in: question) != true { return .conditionNotMet }
        for condition in entitlement.unless where holds(condition, in: question) != false { return .conditionNotMet }
        return .applies
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
        case (.subject, "id"): return .id(question.user)
        case (.subject, "type"): return .text("user")
        case (.resource, "id"): return .text(question.resource.id)
        case (.resource, "type"): return .text(question.resource.type)
        case (.action, "name"): return .text(question.action)
        default:
            let property = question.properties.first { property in
                property.path.source == path.source && property.path.name.isIdentical(to: path.name)
            }
            return property.map { Operand($0.value) }
        }
    }
}
