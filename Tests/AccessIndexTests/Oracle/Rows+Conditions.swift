import AccessModel
import TestSupport

/// Everything a condition may look at.
struct RawQuestion {
    var rows: Rows
    var user: User
    var action: String
    var resource: Resource
    var properties: [Property]

    /// One side of a comparison.
    enum Side {
        /// The user itself, however it is spelled.
        case subject
        case value(PropertyValue)
    }

    func side(_ path: PropertyPath) -> Side? {
        switch (path.source, path.name) {
        case (.subject, "id"): .subject
        case (.subject, "type"): .value(.string("user"))
        case (.resource, "id"): .value(.string(resource.id))
        case (.resource, "type"): .value(.string(resource.type))
        case (.action, "name"): .value(.string(action))
        default: properties.first { $0.path == path }.map { .value($0.value) }
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
        guard let side = side(condition.property) else { return nil }
        return switch condition.test {
        case .equals(let other): equal(side, .value(other))
        case .isOneOf(let others): isOneOf(side, others)
        case .isLess(let other): less(side, .value(other))
        case .isAtMost(let other): less(.value(other), side).map { !$0 }
        case .isGreater(let other): less(.value(other), side)
        case .isAtLeast(let other): less(side, .value(other)).map { !$0 }
        case .equalsProperty(let path): self.side(path).flatMap { equal(side, $0) }
        }
    }

    private func isOneOf(_ side: Side, _ others: [PropertyValue]) -> Bool? {
        let results = others.map { equal(side, .value($0)) }
        if results.contains(true) { return true }
        return results.contains(nil) ? nil : false
    }

    private func equal(_ left: Side, _ right: Side) -> Bool? {
        switch (left, right) {
        case (.subject, .subject): true
        case (.subject, .value(.string(let text))), (.value(.string(let text)), .subject): isSubject(text)
        case (.value(.string(let left)), .value(.string(let right))): left.utf8.elementsEqual(right.utf8)
        case (.value(.number(let left)), .value(.number(let right))):
            NaiveDecimal(left.description) == NaiveDecimal(right.description)
        case (.value(.boolean(let left)), .value(.boolean(let right))): left == right
        default: nil
        }
    }

    /// Certain only where all that the text may mean is the user, or none of it.
    private func isSubject(_ text: String) -> Bool? {
        guard let named = rows.users(named: text, in: user.connection), !named.isEmpty else { return nil }
        if named.allSatisfy({ $0 == user.id }) { return true }
        return named.contains(user.id) ? nil : false
    }

    private func less(_ left: Side, _ right: Side) -> Bool? {
        switch (left, right) {
        case (.value(.string(let left)), .value(.string(let right))): left.utf8.lexicographicallyPrecedes(right.utf8)
        case (.value(.number(let left)), .value(.number(let right))):
            NaiveDecimal(left.description) < NaiveDecimal(right.description)
        default: nil
        }
    }
}
