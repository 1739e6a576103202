package import AccessModel

/// Which attribute of a user's profile holds which SCIM attribute, for the users of one connection: one for one, and
/// good for both ways.
package struct AttributeMapping: Equatable, Sendable {
    package typealias Entry = MappedAttribute

    package let entries: [Entry]
    private let routes: [AttributeRoute]

    /// Fails with `invalidValue` for an entry that cannot be mapped, and for two with one end in common.
    package init(_ entries: [Entry], of type: ResourceTypeDefinition = .user) throws(SCIMError) {
        var routes: [AttributeRoute] = []
        for entry in entries {
            let route = try AttributeRoute(entry, of: type)
            guard !routes.contains(where: { $0.source == route.source }) else {
                throw .invalidValue("\(entry.scim.quoted) is mapped twice")
            }
            guard !routes.contains(where: { $0.holds(route.destination) }) else {
                throw .invalidValue("two attributes are mapped to \(entry.profile.quoted)")
            }
            routes.append(route)
        }
        self.entries = entries
        self.routes = routes
    }

    /// A mapping that was accepted once. What it says of attributes that there are no more, because an extension was taken
    /// away, is passed over.
    package init(stored entries: [Entry], of type: ResourceTypeDefinition = .user) {
        let known = entries.compactMap { entry in (try? AttributeRoute(entry, of: type)).map { (entry, $0) } }
        self.entries = known.map(\.0)
        routes = known.map(\.1)
    }

    package static func == (left: Self, right: Self) -> Bool { left.entries == right.entries }

    /// What the profile of the user holds; attributes without a value, and those that are not mapped, are left out.
    package func profile(of user: SCIMObject) -> SCIMObject {
        var profile = SCIMObject()
        for route in routes {
            guard let value = route.value(in: user) else { continue }
            profile.set(value, at: route.destination)
        }
        return profile
    }

    /// Whether a profile holds the attribute, named without brackets, whole.
    package func maps(_ attribute: String) -> Bool {
        routes.contains { $0.source == attribute }
    }

    /// What a user has of the attributes that are mapped, and of those that the server itself lives by: by which the user
    /// is known, and whether the user may come in.
    package func restricted(_ user: SCIMObject, as type: ResourceTypeDefinition = .user) throws(SCIMError) -> SCIMObject
    {
        var kept = try self.user(of: profile(of: user), as: type)
        for name in Self.essential { kept[name] = user[name] }
        return kept
    }

    /// A mapping without them must not leave anybody in who was to be kept out.
    private static let essential = ["userName", "externalId", "active"]

    /// The SCIM attributes that the profile holds. Fails with `invalidValue` where a value has another type than its
    /// attribute.
    package func user(of profile: SCIMObject, as type: ResourceTypeDefinition = .user) throws(SCIMError) -> SCIMObject {
        var editor = ResourceEditor(SCIMObject(), as: type, profile: .lenient)
        for route in routes {
            guard let value = profile.value(at: route.destination), value != .null else { continue }
            try editor.apply(PatchOperation(.add, path: route.scim, value: route.reversed(value)))
        }
        return editor.document
    }
}

/// An entry of a mapping, with its names looked up.
private struct AttributeRoute {
    let scim: String
    /// The same for two spellings of one path.
    let source: String
    /// One segment, or two below the metadata.
    let destination: [String]
    private let target: AttributeTarget
    private let selection: BoundFilter?
    private let isInverted: Bool

    init(_ entry: AttributeMapping.Entry, of type: ResourceTypeDefinition) throws(SCIMError) {
        let path = try PatchPath(entry.scim)
        guard let target = type.target(of: path.attribute) else {
            throw .invalidValue("there is no attribute \(entry.scim.quoted)")
        }
        let attribute = target.attribute
        guard attribute.mutability != .readOnly, attribute.returned != .never else {
            throw .invalidValue("`\(attribute.name)` cannot be mapped")
        }
        guard path.filter == nil || attribute.isMultiValued else {
            throw .invalidValue("`\(attribute.name)` has a single value, so that brackets cannot select from it")
        }
        scim = entry.scim
        source = target.description + (path.filter.map { "[\($0)]" } ?? "")
        destination = try Self.destination(entry.profile)
        selection = try path.filter.map { filter throws(SCIMError) in
            try BoundFilter(filter, in: .element(of: attribute))
        }
        self.target = target
        // The profile says who is kept out, SCIM who is let in.
        isInverted = attribute.type == .boolean && destination == ["blocked"]
    }

    /// Whether the destination is this one; a profile's names compare without case.
    func holds(_ destination: [String]) -> Bool {
        self.destination.map { $0.lowercased() } == destination.map { $0.lowercased() }
    }

    /// Nil where the user has no value.
    func value(in user: SCIMObject) -> SCIMValue? {
        guard let whole = user.value(at: target), !whole.isUnassigned else { return nil }
        if target.attribute.isMultiValued, target.subAttribute == nil, selection == nil { return whole }
        let elements = whole.elements.filter { selection?.matches($0) ?? true }
        return part(of: elements.first).map(reversed)
    }

    /// What is false on one side is true on the other.
    func reversed(_ value: SCIMValue) -> SCIMValue {
        guard isInverted, let flag = value.boolean else { return value }
        return .boolean(!flag)
    }

    /// The sub-attribute that is named, or the `value` of a complex one that has it.
    private func part(of value: SCIMValue?) -> SCIMValue? {
        let name = target.subAttribute?.name ?? target.attribute.comparable?.name
        guard let object = value?.object, let name else { return value }
        return object[name]
    }

    private static func destination(_ text: String) throws(SCIMError) -> [String] {
        let segments = text.split(separator: ".", omittingEmptySubsequences: false)
        let isMetadata = segments.first == "app_metadata" || segments.first == "user_metadata"
        guard segments.count == (isMetadata ? 2 : 1), segments.allSatisfy(\.isAttributeName) else {
            throw .invalidValue("\(text.quoted) is no attribute of a profile")
        }
        let isReserved = ["user_id", "identities", "created_at", "updated_at"].contains(text)
        guard !isReserved else { throw .invalidValue("`\(text)` is the server's own") }
        return segments.map(String.init)
    }
}

extension SCIMObject {
    fileprivate mutating func set(_ value: SCIMValue, at path: [String]) {
        guard let first = path.first else { return }
        guard path.count > 1 else { return self[first] = value }
        var inner = self[first]?.object ?? SCIMObject()
        inner.set(value, at: Array(path.dropFirst()))
        self[first] = .object(inner)
    }

    fileprivate func value(at path: [String]) -> SCIMValue? {
        guard let first = path.first else { return nil }
        return path.count == 1 ? self[first] : self[first]?.object?.value(at: Array(path.dropFirst()))
    }
}
