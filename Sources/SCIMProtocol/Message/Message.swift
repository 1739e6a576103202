/// The body of a request that is a message and no resource: its `schemas` checked, its members read by type.
struct Message {
    let object: SCIMObject
    private let profile: Profile

    /// Fails with `invalidSyntax` where the body is no object or does not name the schema of the message.
    init(_ body: SCIMValue, schema: String, profile: Profile) throws(SCIMError) {
        guard let object = body.object else { throw .invalidSyntax("the body must be a JSON object") }
        let names = object["schemas"]?.elements ?? []
        guard profile.acceptsIncompleteMessages || names.contains(where: { $0.string?.isSameName(as: schema) == true })
        else { throw .invalidSyntax("`schemas` must name `\(schema)`") }
        self.object = object
        self.profile = profile
    }

    /// Nil where the member is missing, null or, unless asked for, empty.
    func text(_ name: String, orEmpty: Bool = false) throws(SCIMError) -> String? {
        guard let value = object[name], value != .null else { return nil }
        guard let text = value.string else { throw .invalidValue("`\(name)` must be a string") }
        return text.isEmpty && !orEmpty ? nil : text
    }

    func number(_ name: String) throws(SCIMError) -> Int? {
        guard let value = object[name], value != .null else { return nil }
        if let number = value.integer.flatMap(Int.init(exactly:)) { return number }
        if profile.convertsValues, let number = value.string.flatMap({ Int($0) }) { return number }
        throw .invalidValue("`\(name)` must be an integer")
    }

    /// A list of names as the query parameter of that name writes it: with commas between.
    func names(_ name: String) throws(SCIMError) -> String? {
        guard let value = object[name], !value.isUnassigned else { return nil }
        var names: [String] = []
        for element in value.elements {
            guard let name = element.string else { throw .invalidValue("`\(name)` must be an array of names") }
            names.append(name)
        }
        return names.joined(separator: ",")
    }
}
