/// One change of one attribute: what a PATCH operation comes down to once its path has been looked up.
struct AttributeEdit {
    let kind: PatchOperation.Kind
    let target: AttributeTarget
    /// Selects among the values of a multi-valued attribute.
    let filter: Filter?
    let value: SCIMValue?

    init(_ kind: PatchOperation.Kind, _ target: AttributeTarget, where filter: Filter? = nil, value: SCIMValue? = nil) {
        self.kind = kind
        self.target = target
        self.filter = filter
        self.value = value
    }

    var attribute: AttributeDefinition { target.attribute }

    /// The attribute's value after the change, nil for none.
    func result(from old: SCIMValue?, _ reader: inout ValueReader) throws(SCIMError) -> SCIMValue? {
        guard kind != .remove || !(target.subAttribute ?? attribute).isRequired else {
            throw .mutability("`\(target.description)` is required and cannot be removed")
        }
        let new = try changed(old, &reader)
        if new == nil, kind != .remove, attribute.initialValue != nil { return old }
        guard attribute.mutability != .immutable || old == nil || new == old else {
            throw .mutability("`\(target.description)` cannot change once it has a value")
        }
        return new
    }

    private func changed(_ old: SCIMValue?, _ reader: inout ValueReader) throws(SCIMError) -> SCIMValue? {
        if attribute.isMultiValued {
            if filter == nil, target.subAttribute == nil { return try changedList(old, &reader) }
            return try changedElements(old, &reader)
        }
        guard filter == nil else {
            throw .invalidPath("`\(attribute.name)` has a single value, so that brackets cannot select from it")
        }
        if attribute.type == .complex { return try changedObject(old, &reader) }
        return try changedScalar(old, &reader)
    }

    private func changedScalar(_ old: SCIMValue?, _ reader: inout ValueReader) throws(SCIMError) -> SCIMValue? {
        guard kind != .remove else { return nil }
        let new = try reader.single(value ?? .null, of: attribute)
        return kind == .add ? new ?? old : new
    }

    private func changedObject(_ old: SCIMValue?, _ reader: inout ValueReader) throws(SCIMError) -> SCIMValue? {
        if target.subAttribute == nil {
            guard kind != .remove else { return nil }
            if reader.isClearing(value ?? .null) { return kind == .add ? old : nil }
        }
        return try changedParts(of: old ?? [:], &reader)
    }

    private func changedList(_ old: SCIMValue?, _ reader: inout ValueReader) throws(SCIMError) -> SCIMValue? {
        try reader.spend(on: old?.elements ?? [])
        var list = ValueList(kind == .replace ? [] : old?.elements ?? [], of: attribute)
        switch kind {
        case .remove:
            guard let value, value != .null else { return nil }
            let named = try reader.list(value, of: attribute)
            guard !named.isEmpty || value.elements.allSatisfy(\.isUnassigned) else {
                throw .invalidValue("the `value` of `remove` names no value of `\(attribute.name)`")
            }
            // Most comparisons end with the first byte.
            try reader.spend(on: list.values, times: named.count / 4)
            list.remove(named)
        case .add:
            for value in try reader.list(value ?? .null, of: attribute) { try list.add(value) }
        case .replace:
            for value in try reader.list(value ?? .null, of: attribute) { try list.insert(value) }
        }
        return list.values.isEmpty ? nil : .array(list.values)
    }
}

extension AttributeEdit {
    /// One complex value with the named sub-attributes changed, nil where nothing is left of it.
    func changedParts(of old: SCIMValue, _ reader: inout ValueReader) throws(SCIMError) -> SCIMValue? {
        var object = old.object ?? SCIMObject()
        let parts = try parts(&reader)
        for (definition, new) in parts {
            let before = object[definition.name]
            guard definition.mutability != .immutable || before == nil || before == new else {
                throw .mutability("`\(attribute.name).\(definition.name)` cannot change once it has a value")
            }
            object[definition.name] = new
            let isNewReference = definition.name == "value" && before != new
            if isNewReference, !parts.contains(where: { $0.0.name == "$ref" }) { object["$ref"] = nil }
        }
        return object.isEmpty ? nil : .object(object)
    }

    private func parts(_ reader: inout ValueReader) throws(SCIMError) -> [(AttributeDefinition, SCIMValue?)] {
        guard let definition = target.subAttribute else { return try reader.parts(of: value ?? .null, of: attribute) }
        if kind == .remove { return [(definition, nil)] }
        let new = try reader.value(value ?? .null, of: definition)
        return new == nil && kind == .add ? [] : [(definition, new)]
    }
}
