import AccessModel

/// Everything a condition may look at.
struct RawQuestion {
    var user: User
    var action: String
    var resource: Resource
    var properties: [Property]

    func value(_ path: PropertyPath) -> PropertyValue? {
        switch (path.source, path.name) {
        case (.subject, "id"): .string(user.id.rawValue)
        case (.subject, "type"): .string("user")
        case (.resource, "id"): .string(resource.id)
        case (.resource, "type"): .string(resource.type)
        case (.action, "name"): .string(action)
        default: properties.first { $0.path == path }?.value
        }
    }

    func matches(_ entitlement: Entitlement) -> Bool {
        entitlement.resourceType == resource.type && entitlement.action == action
            && (entitlement.resourceID == nil || entitlement.resourceID == resource.id)
    }

    func applies(_ entitlement: Entitlement) -> Bool {
        entitlement.when.allSatisfy { holds($0) == true } && entitlement.unless.allSatisfy { holds($0) == false }
    }

    /// Nil is unknown.
    func holds(_ condition: Condition) -> Bool? {
        guard let value = value(condition.property) else { return nil }
        return switch condition.test {
        case .equals(let other): equal(value, other)
        case .isOneOf(let others): isOneOf(value, others)
        case .isLess(let other): less(value, other)
        case .isAtMost(let other): less(other, value).map { !$0 }
        case .isGreater(let other): less(other, value)
        case .isAtLeast(let other): less(value, other).map { !$0 }
        case .equalsProperty(let path): self.value(path).flatMap { equal(value, $0) }
        }
    }

    private func isOneOf(_ value: PropertyValue, _ others: [PropertyValue]) -> Bool? {
        let results = others.map { equal(value, $0) }
        if results.contains(true) { return true }
        return results.contains(nil) ? nil : false
    }

    private func equal(_ left: PropertyValue, _ right: PropertyValue) -> Bool? {
        switch (left, right) {
        case (.string(let left), .string(let right)): left.utf8.elementsEqual(right.utf8)
        case (.number(let left), .number(let right)): left.isNaN || right.isNaN ? nil : left == right
        case (.boolean(let left), .boolean(let right)): left == right
        default: nil
        }
    }

    private func less(_ left: PropertyValue, _ right: PropertyValue) -> Bool? {
        switch (left, right) {
        case (.string(let left), .string(let right)): left.utf8.lexicographicallyPrecedes(right.utf8)
        case (.number(let left), .number(let right)): left.isNaN || right.isNaN ? nil : left < right
        default: nil
        }
    }
}
