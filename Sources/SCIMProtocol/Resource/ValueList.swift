import AccessModel

/// The values of a multi-valued attribute while they change.
///
/// INVARIANT (one primary): at most one value is primary; the one that became so last.
/// INVARIANT (no repetition): no two values have the same `value` and `type`, or are equal where they have no `value`.
struct ValueList {
    private let attribute: AttributeDefinition
    private(set) var values: [SCIMValue] = []
    private var places: [String: Int] = [:]

    init(_ values: [SCIMValue] = [], of attribute: AttributeDefinition) {
        self.attribute = attribute
        self.values = values
        mergeRepetitions()
    }

    /// Appends a value, or merges it into the one with the same `value` and `type`.
    mutating func insert(_ value: SCIMValue) throws(SCIMError) {
        guard places[key(of: value)] != nil || values.count < ValueReader.valuesPerAttribute else {
            throw .tooMany("`\(attribute.name)` would have more than \(ValueReader.valuesPerAttribute) values")
        }
        demoteOthers(than: place(value))
    }

    /// Inserts a value unless one is there that has all that it has.
    mutating func add(_ value: SCIMValue) throws(SCIMError) {
        if !values.contains(where: { value.isContained(in: $0) }) { try insert(value) }
    }

    /// Removes the values that have all that one of the given ones has, without regard to case where the attribute has
    /// none.
    mutating func remove(_ removed: [SCIMValue]) {
        values = values.filter { value in !removed.contains { isNamed(value, by: $0) } }
        mergeRepetitions()
    }

    private func isNamed(_ value: SCIMValue, by name: SCIMValue) -> Bool {
        guard let parts = name.object, let whole = value.object else { return isSame(name, value, attribute) }
        return parts.members.allSatisfy { part in
            guard let definition = attribute.subAttribute(named: part.name) else { return false }
            return whole[part.name].map { isSame(part.value, $0, definition) } ?? false
        }
    }

    private func isSame(_ left: SCIMValue, _ right: SCIMValue, _ definition: AttributeDefinition) -> Bool {
        guard !definition.isCaseExact, let left = left.string, let right = right.string else { return left == right }
        return left.caseFolded.hasSameBytes(as: right.caseFolded)
    }

    /// Puts another value, or none, at each of the places.
    mutating func replace(_ replacements: [(index: Int, value: SCIMValue?)]) {
        for (index, value) in replacements {
            values[index] = value ?? .null
            demoteOthers(than: index)
        }
        values.removeAll { $0 == .null }
        mergeRepetitions()
    }

    func indices(where filter: BoundFilter?) -> [Int] {
        values.indices.filter { filter?.matches(values[$0]) ?? true }
    }

    private mutating func mergeRepetitions() {
        let all = values
        values = []
        places = [:]
        for value in all { _ = place(value) }
    }

    private mutating func place(_ value: SCIMValue) -> Int {
        let key = key(of: value)
        if let index = places[key] {
            values[index] = values[index].merging(value)
            return index
        }
        places[key] = values.count
        values.append(value)
        return values.count - 1
    }

    private mutating func demoteOthers(than index: Int) {
        guard values[index].isPrimary else { return }
        for other in values.indices where other != index && values[other].isPrimary {
            values[other] = values[other].merging(.object(["primary": false]))
        }
    }

    /// The same for two values that are the same to a reader.
    private func key(of value: SCIMValue) -> String {
        guard let object = value.object else { return value.jsonText }
        let names = object["value"] == nil ? object.members.map(\.name).sorted() : ["type", "value"]
        return names.map { "\($0)=\(text(of: $0, in: object))" }.joined(separator: "\n")
    }

    private func text(of name: String, in object: SCIMObject) -> String {
        guard let text = object[name]?.jsonText else { return "" }
        let isExact = object["value"] == nil || attribute.subAttribute(named: name)?.isCaseExact == true
        return isExact ? text : text.caseFolded
    }
}

extension SCIMValue {
    fileprivate var isPrimary: Bool { object?["primary"] == true }

    /// Equal, or an object all of whose members the other has too.
    fileprivate func isContained(in other: SCIMValue) -> Bool {
        guard let object, let whole = other.object else { return self == other }
        return object.isContained(in: whole)
    }

    /// The object with the members of another one put over its own; a value that is no object is replaced.
    fileprivate func merging(_ other: SCIMValue) -> SCIMValue {
        guard var object, let changes = other.object else { return other }
        for member in changes.members { object[member.name] = member.value }
        return .object(object)
    }
}
