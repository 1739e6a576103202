/// Which attributes of a resource a client wants back (RFC 7644 section 3.9).
package struct Projection: Sendable {
    private enum Selection {
        /// All that is returned by default.
        case byDefault
        case only([Pattern])
        case except([Pattern])
    }

    private let type: ResourceTypeDefinition
    private let selection: Selection

    /// All that is returned by default.
    package init(of type: ResourceTypeDefinition) {
        self.type = type
        selection = .byDefault
    }

    /// From the query parameters, each a list of names with commas between; names that the type lacks mean nothing.
    package init(
        attributes: String?,
        excludedAttributes: String?,
        of type: ResourceTypeDefinition
    ) throws(SCIMError) {
        let wanted = Self.patterns(attributes, type)
        let unwanted = Self.patterns(excludedAttributes, type)
        self.type = type
        switch (wanted, unwanted) {
        case (nil, nil): selection = .byDefault
        case (let wanted?, nil): selection = .only(wanted)
        case (nil, let unwanted?): selection = .except(unwanted)
        case (_?, _?):
            throw .invalidValue("`attributes` and `excludedAttributes` cannot be given together")
        }
    }

    /// Whether the attribute will be in the answer, so that what is not need not be loaded.
    package func includes(_ attribute: String) -> Bool {
        guard let definition = type.schema.attribute(named: attribute) else { return false }
        return keeps(AttributeTarget(attribute: definition)) != .nothing
    }

    /// The resource with what the client wants of it.
    package func applied(to resource: SCIMObject) -> SCIMObject {
        var result = SCIMObject()
        for member in resource.members {
            if let schema = type.extensionSchema(member.name), let object = member.value.object {
                let kept = project(object, schema.attributes, in: schema.id)
                if !kept.isEmpty { result.append(member.name, .object(kept)) }
            } else if let definition = definition(of: member.name) {
                let target = AttributeTarget(attribute: definition)
                if let value = project(member.value, target) { result.append(member.name, value) }
            }
        }
        return result
    }

    private func definition(of name: String) -> AttributeDefinition? {
        type.schema.attribute(named: name) ?? SchemaDefinition.common.attribute(named: name)
    }

    private func project(
        _ object: SCIMObject,
        _ definitions: [AttributeDefinition],
        in container: String
    ) -> SCIMObject {
        var result = SCIMObject()
        for member in object.members {
            guard let definition = definitions.first(where: { $0.name.isSameName(as: member.name) }) else { continue }
            let target = AttributeTarget(container: container, attribute: definition)
            if let value = project(member.value, target) { result.append(member.name, value) }
        }
        return result
    }

    private func project(_ value: SCIMValue, _ target: AttributeTarget) -> SCIMValue? {
        switch keeps(target) {
        case .nothing: return nil
        case .everything: return value
        case .some: break
        }
        if let elements = value.array { return .array(elements.map { part(of: $0, target) }) }
        return part(of: value, target)
    }

    /// A complex value with the sub-attributes that are wanted.
    private func part(of value: SCIMValue, _ target: AttributeTarget) -> SCIMValue {
        guard let object = value.object else { return value }
        var result = SCIMObject()
        for member in object.members {
            var sub = target
            sub.subAttribute = target.attribute.subAttribute(named: member.name)
            if sub.subAttribute != nil, keeps(sub) != .nothing { result.append(member.name, member.value) }
        }
        return .object(result)
    }
}

extension Projection {
    private enum Extent {
        case nothing, some, everything
    }

    /// A name of a query parameter: an attribute, a sub-attribute, or all of an extension.
    private struct Pattern {
        var container: String?
        var attribute: String?
        var subAttribute: String?

        /// How much of the target the name covers.
        func covers(_ target: AttributeTarget) -> Extent {
            guard container == target.container else { return .nothing }
            guard let attribute else { return .everything }
            guard attribute == target.attribute.name else { return .nothing }
            guard let subAttribute else { return .everything }
            guard let asked = target.subAttribute else { return .some }
            return asked.name == subAttribute ? .everything : .nothing
        }
    }

    private func keeps(_ target: AttributeTarget) -> Extent {
        let definition = target.subAttribute ?? target.attribute
        if definition.returned == .never { return .nothing }
        if definition.returned == .always { return .everything }
        switch selection {
        case .byDefault: return definition.returned == .request ? .nothing : .everything
        case .only(let patterns): return Self.widest(patterns, target)
        case .except(let patterns): return remainder(of: target, except: Self.widest(patterns, target))
        }
    }

    private func remainder(of target: AttributeTarget, except extent: Extent) -> Extent {
        if (target.subAttribute ?? target.attribute).returned == .request { return .nothing }
        switch extent {
        case .nothing: return .everything
        case .some: return .some
        case .everything: return .nothing
        }
    }

    private static func widest(_ patterns: [Pattern], _ target: AttributeTarget) -> Extent {
        let extents = patterns.map { $0.covers(target) }
        if extents.contains(.everything) { return .everything }
        return extents.contains(.some) ? .some : .nothing
    }

    /// Nil where the parameter is absent or empty.
    private static func patterns(_ text: String?, _ type: ResourceTypeDefinition) -> [Pattern]? {
        guard let text, text.contains(where: { $0 != " " && $0 != "," }) else { return nil }
        return text.split(whereSeparator: { $0 == "," || $0 == " " }).compactMap { name in
            if let schema = type.extensionSchema(name) { return Pattern(container: schema.id) }
            guard let target = AttributePath(name).flatMap(type.target) else { return nil }
            return Pattern(
                container: target.container,
                attribute: target.attribute.name,
                subAttribute: target.subAttribute?.name
            )
        }
    }
}
