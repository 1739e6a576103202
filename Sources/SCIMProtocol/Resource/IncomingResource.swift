/// A resource as a client asked to create or replace it, checked against its type's definitions and made canonical.
package struct IncomingResource: Sendable {
    /// The document to store: without `id`, `meta`, `schemas`, the membership attribute, and what is never returned.
    package let attributes: SCIMObject
    /// The values of the membership attribute, each id once; nil where the client did not mention it.
    package let members: [MemberReference]?
    /// What was dropped, one sentence each.
    package let warnings: [String]

    /// A resource to create. What the client leaves out gets its initial value.
    package init(
        _ body: SCIMValue,
        as type: ResourceTypeDefinition,
        profile: Profile = .lenient
    ) throws(SCIMError) {
        var editor = ResourceEditor(SCIMObject(), as: type, profile: profile)
        try editor.write(body)
        editor.addInitialValues()
        try self.init(editor)
    }

    /// A replacement of `current`: what it leaves out is cleared, but what has an initial value or is immutable stays.
    ///
    /// A PUT without `active` thereby never brings a deactivated user back.
    package init(
        _ body: SCIMValue,
        replacing current: SCIMObject,
        as type: ResourceTypeDefinition,
        profile: Profile = .lenient
    ) throws(SCIMError) {
        var editor = ResourceEditor(SCIMObject(), as: type, profile: profile)
        try editor.write(body)
        try editor.keepLastingValues(of: current)
        try self.init(editor)
    }

    private init(_ editor: ResourceEditor) throws(SCIMError) {
        try editor.checkRequired()
        attributes = editor.document
        guard !editor.membership.needsMembers else {
            throw .invalidPath("`members` can be selected by a filter in a PATCH only")
        }
        members = editor.membership.isEmpty ? nil : try editor.membership.applied(to: [])
        warnings = editor.reader.warnings
    }
}

extension ResourceEditor {
    /// Writes a whole resource into an empty document.
    fileprivate mutating func write(_ body: SCIMValue) throws(SCIMError) {
        guard let object = body.object else { throw .invalidSyntax("the body must be a JSON object") }
        try checkSchemas(of: object)
        try write(object, .replace)
    }

    private mutating func checkSchemas(of object: SCIMObject) throws(SCIMError) {
        guard let value = object["schemas"], value != .null else {
            if reader.profile.acceptsIncompleteMessages { return }
            throw .invalidSyntax("`schemas` is missing")
        }
        guard value.array != nil || reader.profile.convertsValues else {
            throw .invalidSyntax("`schemas` must be an array of URNs")
        }
        var urns: [String] = []
        for element in value.elements {
            guard let urn = element.string else { throw .invalidSyntax("`schemas` must be an array of URNs") }
            if !type.isBaseSchema(urn), type.extensionSchema(urn) == nil { try reader.dropUnknown(urn) }
            urns.append(urn)
        }
        if !reader.profile.acceptsIncompleteMessages { try checkCompleteness(of: urns, in: object) }
    }

    /// Fails unless `schemas` names the resource's own and every extension that it has, each once.
    private func checkCompleteness(of urns: [String], in object: SCIMObject) throws(SCIMError) {
        guard urns.contains(where: type.isBaseSchema) else {
            throw .invalidSyntax("`schemas` must name `\(type.schema.id)`")
        }
        guard Set(urns.map { $0.lowercased() }).count == urns.count else {
            throw .invalidSyntax("`schemas` names a schema twice")
        }
        for id in type.extensions.map(\.schema.id) where object[id] != nil && !urns.contains(where: id.isSameName) {
            throw .invalidSyntax("`schemas` must name `\(id)`, because the resource has it")
        }
    }

    fileprivate mutating func addInitialValues() {
        for target in type.targets(where: { $0.initialValue != nil }) where document.value(at: target) == nil {
            document.setValue(target.attribute.initialValue, at: target)
        }
    }

    fileprivate mutating func keepLastingValues(of current: SCIMObject) throws(SCIMError) {
        for target in type.targets(where: \.isLasting) {
            guard let old = current.value(at: target) else { continue }
            let new = document.value(at: target)
            if new == nil { document.setValue(old, at: target) }
            guard new == nil || new == old || target.attribute.mutability != .immutable else {
                throw .mutability("`\(target.description)` cannot change once it has a value")
            }
        }
    }
}

extension AttributeDefinition {
    /// Whether a replacement that leaves the attribute out leaves it as it is.
    fileprivate var isLasting: Bool { initialValue != nil || mutability == .immutable }
}
