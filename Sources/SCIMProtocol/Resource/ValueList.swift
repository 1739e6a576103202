/// The values of a multi-valued attribute while they change.
///
/// INVARIANT (one primary): at most one value is primary; the one that became so last.
struct ValueList {
    private let attribute: AttributeDefinition
    private(set) var values: [SCIMValue]

    init(_ values: [SCIMValue], of attribute: AttributeDefinition) {
        self.values = values
        self.attribute = attribute
    }

    /// Adds a value unless it is there. One with the same `value` and `type` as another is merged into that.
    mutating func insert(_ value: SCIMValue) throws(SCIMError) {
        if values.contains(where: { value.isContained(in: $0) }) { return }
        if let index = values.firstIndex(where: { isSame($0, value) }) {
            replace(at: index, with: values[index].merging(value))
            return
        }
        guard values.count < ValueReader.valuesPerAttribute else {
            throw .tooMany("`\(attribute.name)` would have more than \(ValueReader.valuesPerAttribute) values")
        }
        values.append(value)
        demoteOthers(than: values.count - 1)
    }

    /// Removes the values that have all that one of the given ones has.
    mutating func remove(_ removed: [SCIMValue]) {
        values.removeAll { value in removed.contains { $0.isContained(in: value) } }
    }

    mutating func remove(at indices: [Int]) {
        for index in indices.reversed() { values.remove(at: index) }
    }

    mutating func replace(at index: Int, with value: SCIMValue) {
        values[index] = value
        demoteOthers(than: index)
    }

    func indices(where filter: BoundFilter?) -> [Int] {
        values.indices.filter { filter?.matches(values[$0]) ?? true }
    }

    private mutating func demoteOthers(than index: Int) {
        guard values[index].isPrimary else { return }
        for other in values.indices where other != index && values[other].isPrimary {
            values[other] = values[other].merging(.object(["primary": false]))
        }
    }

    private func isSame(_ left: SCIMValue, _ right: SCIMValue) -> Bool {
        guard let left = left.object, let right = right.object, left["value"] != nil else { return false }
        return isSame("value", left, right) && isSame("type", left, right)
    }

    private func isSame(_ name: String, _ left: SCIMObject, _ right: SCIMObject) -> Bool {
        if left[name] == right[name] { return true }
        guard let definition = attribute.subAttribute(named: name), !definition.isCaseExact else { return false }
        guard let left = left[name]?.string, let right = right[name]?.string else { return false }
        return left.isSameName(as: right) || left.caseFolded.utf8.elementsEqual(right.caseFolded.utf8)
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
    func merging(_ other: SCIMValue) -> SCIMValue {
        guard var object, let changes = other.object else { return other }
        for member in changes.members { object[member.name] = member.value }
        return .object(object)
    }
}
