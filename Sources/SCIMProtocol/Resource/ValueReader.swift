import Foundation
import StrictJSON

/// Turns what a client sent for an attribute into what is kept: of the attribute's type, with names in canonical
/// spelling, without what is unassigned, unknown or read-only.
struct ValueReader {
    let profile: Profile
    /// What was dropped, for the log of the connection.
    private(set) var warnings: [String] = []

    /// The most values that one attribute may have, memberships apart.
    static let valuesPerAttribute = 500
    private static let warningsPerRequest = 50
    /// How much of multi-valued attributes one request may look at, in bytes: many operations on long lists must not
    /// hold up all who write.
    private var budget: Int
    static let defaultBudget = 8 << 20

    init(profile: Profile, budget: Int = defaultBudget) {
        self.profile = profile
        self.budget = budget
    }

    /// Notes an attribute that no definition names; an error where the profile does not tolerate it.
    mutating func dropUnknown(_ name: String) throws(SCIMError) {
        guard profile.ignoresUnknownAttributes else { throw .invalidValue("there is no attribute \(name.quoted)") }
        warn("ignored the unknown attribute \(name.quoted)")
    }

    /// Counts values that are about to be looked at, so many times each.
    mutating func spend(on values: [SCIMValue], times: Int = 1) throws(SCIMError) {
        budget -= values.reduce(0) { $0 + $1.footprint } * times
        guard budget >= 0 else { throw .tooMany("the operations touch too many values; send fewer in one request") }
    }

    mutating func warn(_ warning: String) {
        if warnings.count < Self.warningsPerRequest { warnings.append(warning) }
    }

    /// Nil where the attribute is to have no value.
    mutating func value(_ value: SCIMValue, of attribute: AttributeDefinition) throws(SCIMError) -> SCIMValue? {
        guard attribute.isMultiValued else { return try single(value, of: attribute) }
        let values = try list(value, of: attribute)
        return values.isEmpty ? nil : .array(values)
    }

    /// The values of a multi-valued attribute, without repetition.
    mutating func list(_ value: SCIMValue, of attribute: AttributeDefinition) throws(SCIMError) -> [SCIMValue] {
        guard value.array != nil || profile.convertsValues || value == .null else {
            throw .invalidValue("`\(attribute.name)` must be an array")
        }
        try checkPrimary(value.elements, of: attribute)
        var list = ValueList(of: attribute)
        for element in value.elements {
            if let element = try single(element, of: attribute) { try list.insert(element) }
        }
        return list.values
    }

    /// One value of the attribute.
    mutating func single(_ value: SCIMValue, of attribute: AttributeDefinition) throws(SCIMError) -> SCIMValue? {
        if value.isUnassigned { return nil }
        if let first = value.array?.first, profile.convertsValues, !attribute.isMultiValued {
            return try single(first, of: attribute)
        }
        guard attribute.type == .complex else {
            // Entra sends `[{"value":"1"}]` where a text is wanted. A number in an object is not that.
            if profile.convertsValues, let inner = value.object?["value"], !inner.isNumber {
                return try single(inner, of: attribute)
            }
            return try scalar(value, of: attribute)
        }
        var object = SCIMObject()
        for (definition, value) in try parts(of: value, of: attribute) { object[definition.name] = value }
        return object.isEmpty ? nil : .object(object)
    }

    /// The sub-attributes that the client named, nil for those that are to have no value.
    mutating func parts(
        of value: SCIMValue,
        of attribute: AttributeDefinition
    ) throws(SCIMError) -> [(AttributeDefinition, SCIMValue?)] {
        var parts: [(AttributeDefinition, SCIMValue?)] = []
        for member in try object(value, of: attribute).members {
            guard let definition = attribute.subAttribute(named: member.name) else {
                try dropUnknown("\(attribute.name).\(member.name)")
                continue
            }
            if definition.mutability == .readOnly { continue }
            parts.append((definition, try self.value(member.value, of: definition)))
        }
        return parts
    }

    private func object(_ value: SCIMValue, of attribute: AttributeDefinition) throws(SCIMError) -> SCIMObject {
        switch value {
        case .object(let object): return object
        case .null: return SCIMObject()
        case .array(let elements) where profile.convertsValues:
            return try object(elements.first ?? .null, of: attribute)
        case .string("") where profile.convertsValues: return SCIMObject()
        case .string where profile.convertsValues && attribute.comparable != nil: return ["value": value]
        case .boolean, .integer, .decimal, .string, .array:
            throw .invalidValue("`\(attribute.name)` must be an object")
        }
    }

    /// Whether the value of a complex attribute means that it has none: null, nothing, or `""`.
    func isClearing(_ value: SCIMValue) -> Bool {
        if value.isUnassigned { return true }
        guard profile.convertsValues else { return false }
        return value == "" || value.array.map { $0.allSatisfy(isClearing) } ?? false
    }

    private func checkPrimary(_ elements: [SCIMValue], of attribute: AttributeDefinition) throws(SCIMError) {
        guard elements.count <= Self.valuesPerAttribute else {
            throw .tooMany("`\(attribute.name)` has more than \(Self.valuesPerAttribute) values")
        }
        guard !profile.convertsValues else { return }
        guard elements.count(where: { $0.object?["primary"] == true }) <= 1 else {
            throw .invalidValue("`\(attribute.name)` has more than one primary value")
        }
    }

    private func scalar(_ value: SCIMValue, of attribute: AttributeDefinition) throws(SCIMError) -> SCIMValue? {
        if value == "", profile.convertsValues { return nil }
        guard let scalar = typed(value, attribute.type) else {
            throw .invalidValue("`\(attribute.name)` must be a \(attribute.type.rawValue)")
        }
        try attribute.checkName(scalar)
        return scalar
    }

    private func typed(_ value: SCIMValue, _ type: AttributeDefinition.DataType) -> SCIMValue? {
        if profile.convertsValues { return type.holds(value) ? value : type.converted(value) }
        return type.holds(value) && type.isWellFormed(value) ? value : .none
    }
}

extension SCIMValue {
    fileprivate var isNumber: Bool {
        switch self {
        case .integer, .decimal: true
        case .null, .boolean, .string, .array, .object: false
        }
    }

    /// About as many bytes as the value has in JSON.
    fileprivate var footprint: Int {
        switch self {
        case .null, .boolean, .integer, .decimal: 8
        case .string(let text): 8 + text.utf8.count
        case .array(let elements): elements.reduce(8) { $0 + $1.footprint }
        case .object(let object): object.members.reduce(8) { $0 + $1.name.utf8.count + $1.value.footprint }
        }
    }
}

extension AttributeDefinition.DataType {
    fileprivate func holds(_ value: SCIMValue) -> Bool {
        switch (self, value) {
        case (.string, .string), (.reference, .string), (.binary, .string), (.boolean, .boolean), (.integer, .integer),
            (.decimal, .integer), (.decimal, .decimal):
            true
        case (.dateTime, .string(let text)): DateTime(text) != nil
        case (.string, _), (.boolean, _), (.decimal, _), (.integer, _), (.dateTime, _), (.binary, _), (.reference, _),
            (.complex, _):
            false
        }
    }

    /// Whether binary is base64 and a reference may be a URI: what providers send as either is seldom.
    fileprivate func isWellFormed(_ value: SCIMValue) -> Bool {
        guard let text = value.string else { return true }
        return switch self {
        case .binary: Data(base64Encoded: text) != nil
        case .reference: !text.unicodeScalars.contains { $0.properties.isWhitespace || $0 < " " }
        case .string, .boolean, .decimal, .integer, .dateTime, .complex: true
        }
    }

    /// What providers mean by a value of another type.
    fileprivate func converted(_ value: SCIMValue) -> SCIMValue? {
        switch (self, value) {
        case (.boolean, .string(let text)): Bool(text.lowercased()).map { .boolean($0) }
        case (.integer, .string(let text)): Int64(text).map { .integer($0) }
        case (.decimal, .string(let text)): JSONNumber(text).map(SCIMValue.init)
        case (.string, .integer), (.string, .decimal): .string(value.jsonText)
        case (.string, _), (.boolean, _), (.decimal, _), (.integer, _), (.dateTime, _), (.binary, _), (.reference, _),
            (.complex, _):
            nil
        }
    }
}
