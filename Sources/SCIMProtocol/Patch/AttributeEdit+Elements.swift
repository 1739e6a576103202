import StrictJSON

extension AttributeEdit {
    /// The list after a change of some of its values: those that the filter selects, or all of them.
    func changedElements(_ old: SCIMValue?, _ reader: inout ValueReader) throws(SCIMError) -> SCIMValue? {
        try reader.spend(on: old?.elements ?? [], times: filter?.leaves.count ?? 1)
        var list = ValueList(old?.elements ?? [], of: attribute)
        let selected = list.indices(where: try boundFilter())
        if kind == .remove, target.subAttribute == nil {
            list.replace(selected.map { ($0, nil) })
        } else if selected.isEmpty {
            try insertElement(into: &list, &reader)
        } else {
            try change(selected, of: &list, &reader)
        }
        return list.values.isEmpty ? nil : .array(list.values)
    }

    private func boundFilter() throws(SCIMError) -> BoundFilter? {
        guard let filter else { return nil }
        return try BoundFilter(selecting: filter, of: attribute)
    }

    /// Changes the selected values; those of which nothing is left go.
    private func change(
        _ selected: [Int],
        of list: inout ValueList,
        _ reader: inout ValueReader
    ) throws(SCIMError) {
        var replacements: [(index: Int, value: SCIMValue?)] = []
        for index in selected {
            replacements.append((index, try changed(element: list.values[index], &reader)))
        }
        list.replace(replacements)
    }

    private func changed(element: SCIMValue, _ reader: inout ValueReader) throws(SCIMError) -> SCIMValue? {
        guard attribute.type == .complex else { return try reader.single(value ?? .null, of: attribute) }
        guard kind == .replace, target.subAttribute == nil else { return try changedParts(of: element, &reader) }
        return try changedParts(of: .object(try terms(&reader) ?? SCIMObject()), &reader)
    }

    /// Makes the value that the filter asks for where there is none.
    private func insertElement(into list: inout ValueList, _ reader: inout ValueReader) throws(SCIMError) {
        guard kind != .remove else { return }
        let isCreation = reader.profile.createsUnmatchedElements && (kind == .add || target.subAttribute != nil)
        guard isCreation, attribute.type == .complex, let terms = try terms(&reader) else {
            throw .noTarget("no value of `\(attribute.name)` matches \((filter?.description ?? "").quoted)")
        }
        if let new = try changedParts(of: .object(terms), &reader) { try list.insert(new) }
    }

    /// What a value must have to match, where the filter is nothing but equalities.
    private func terms(_ reader: inout ValueReader) throws(SCIMError) -> SCIMObject? {
        var object = SCIMObject()
        for term in filter?.conjuncts ?? [] {
            guard case .comparison(let path, .eq, let operand) = term else { return nil }
            guard let definition = attribute.subAttribute(named: path.name) else { return nil }
            guard definition.mutability != .readOnly else { return nil }
            object[definition.name] = try reader.single(operand.value, of: definition)
        }
        return object
    }
}

extension FilterValue {
    fileprivate var value: SCIMValue {
        switch self {
        case .null: .null
        case .boolean(let flag): .boolean(flag)
        case .number(let text): JSONNumber(text).map(SCIMValue.init) ?? .null
        case .string(let text): .string(text)
        }
    }
}
