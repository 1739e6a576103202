/// The document of a resource while requests write to it; the one way in for POST, PUT and PATCH.
struct ResourceEditor {
    let type: ResourceTypeDefinition
    var document: SCIMObject
    private(set) var membership = MembershipPatch()
    var reader: ValueReader

    init(
        _ document: SCIMObject,
        as type: ResourceTypeDefinition,
        profile: Profile,
        budget: Int = ValueReader.defaultBudget
    ) {
        self.type = type
        self.document = document
        reader = ValueReader(profile: profile, budget: budget)
    }

    mutating func apply(_ operation: PatchOperation) throws(SCIMError) {
        guard let path = operation.path else { return try applyWithoutPath(operation) }
        guard operation.kind == .remove || operation.value != nil else {
            throw .invalidValue("`\(operation.kind.rawValue)` needs a `value`")
        }
        if let schema = type.extensionSchema(path) {
            try apply(operation, to: schema)
        } else {
            try apply(operation, at: PatchPath(path))
        }
    }

    /// Fails where the document lacks what every resource of its type has.
    func checkRequired() throws(SCIMError) {
        for required in type.extensions where required.isRequired && document[required.schema.id] == nil {
            throw .invalidValue("the extension `\(required.schema.id)` is required")
        }
        for target in type.targets(where: \.isRequired) where target.attribute.name != type.membershipAttribute {
            let isOptional = target.container.map { document[$0] == nil } ?? false
            guard isOptional || document.value(at: target) != nil else {
                throw .invalidValue("`\(target.description)` is required")
            }
        }
    }

    private mutating func applyWithoutPath(_ operation: PatchOperation) throws(SCIMError) {
        guard operation.kind != .remove else { throw .noTarget("`remove` needs a `path`") }
        guard let object = operation.value?.object else {
            throw .invalidValue("`\(operation.kind.rawValue)` without a `path` needs an object as its `value`")
        }
        try write(object, operation.kind)
    }

    private mutating func apply(_ operation: PatchOperation, to schema: SchemaDefinition) throws(SCIMError) {
        switch operation.kind {
        case .remove: try clear(schema)
        case .add, .replace: try write([schema.id: operation.value ?? .null], operation.kind)
        }
    }

    private mutating func clear(_ schema: SchemaDefinition) throws(SCIMError) {
        for attribute in schema.attributes {
            let target = AttributeTarget(container: schema.id, attribute: attribute)
            if document.value(at: target) != nil { try edit(AttributeEdit(.remove, target)) }
        }
    }

    private mutating func apply(_ operation: PatchOperation, at path: PatchPath) throws(SCIMError) {
        guard let target = type.target(of: path.attribute) else { return try dropUnknown(path, operation.kind) }
        guard !target.isReadOnly else { throw .mutability("`\(target.description)` is read-only") }
        try edit(AttributeEdit(operation.kind, target, where: path.filter, value: operation.value))
    }

    /// Passes over an attribute that there is not, unless it may have been meant to take access away.
    private mutating func dropUnknown(_ path: PatchPath, _ kind: PatchOperation.Kind) throws(SCIMError) {
        let isRemoval = kind == .remove && (path.filter != nil || type.membershipAttribute != nil)
        guard reader.profile.ignoresUnknownAttributes, !isRemoval, !isPartOfMembers(path.attribute) else {
            throw .invalidPath("there is no attribute \(path.attribute.description.quoted)")
        }
        try reader.dropUnknown(path.attribute.description)
    }

    /// Whether the path names a part of members that they do not have.
    private func isPartOfMembers(_ path: AttributePath) -> Bool {
        var whole = path
        whole.subAttribute = nil
        guard let attribute = type.membershipAttribute, let target = type.target(of: whole) else { return false }
        return target.container == nil && target.attribute.name == attribute
    }
}

extension ResourceEditor {
    /// Writes attributes by name, as they stand in a resource or in a PATCH without path: names may be dotted, carry a
    /// URN, select values in brackets, or name an extension. Read-only ones are passed over.
    mutating func write(_ attributes: SCIMObject, _ kind: PatchOperation.Kind) throws(SCIMError) {
        for member in attributes.members { try write(member, kind) }
    }

    private mutating func write(_ member: SCIMObject.Member, _ kind: PatchOperation.Kind) throws(SCIMError) {
        if type.isBaseSchema(member.name) || type.extensionSchema(member.name) != nil {
            return try write(member.value, under: member.name, kind)
        }
        guard member.name.utf8.contains(UInt8(ascii: "[")) || AttributePath(member.name) != nil else {
            return try reader.dropUnknown(member.name)
        }
        let path = try PatchPath(member.name)
        guard let target = type.target(of: path.attribute) else {
            guard !isPartOfMembers(path.attribute) else { return try dropUnknown(path, kind) }
            return try reader.dropUnknown(member.name)
        }
        guard !target.isReadOnly else { return }
        try edit(AttributeEdit(kind, target, where: path.filter, value: member.value))
    }

    private mutating func write(
        _ value: SCIMValue,
        under urn: String,
        _ kind: PatchOperation.Kind
    ) throws(SCIMError) {
        if value == .null, kind == .replace, let schema = type.extensionSchema(urn) { return try clear(schema) }
        if value.isUnassigned { return }
        guard let object = value.object else { throw .invalidValue("\(urn.quoted) must be an object") }
        for member in object.members {
            try write(SCIMObject.Member(name: "\(urn):\(member.name)", value: member.value), kind)
        }
    }

    private mutating func edit(_ edit: AttributeEdit) throws(SCIMError) {
        if edit.target.container == nil, edit.target.attribute.name == type.membershipAttribute {
            try membership.append(edit, profile: reader.profile)
            return
        }
        let new = try edit.result(from: document.value(at: edit.target), &reader)
        if edit.target.attribute.mutability != .writeOnly { document.setValue(new, at: edit.target) }
    }
}

extension AttributeTarget {
    fileprivate var isReadOnly: Bool {
        attribute.mutability == .readOnly || subAttribute?.mutability == .readOnly
    }
}
