/// What a schema says about one attribute (RFC 7643 section 7).
package struct AttributeDefinition: Equatable, Sendable {
    package enum DataType: String, CaseIterable, Sendable {
        case string, boolean, decimal, integer, dateTime, binary, reference, complex
    }

    package enum Mutability: String, CaseIterable, Sendable {
        case readOnly, readWrite, immutable, writeOnly
    }

    package enum Returned: String, CaseIterable, Sendable {
        case always, never, `default`, request
    }

    package enum Uniqueness: String, CaseIterable, Sendable {
        case none, server, global
    }

    package var name: String
    package var type: DataType
    package var isMultiValued = false
    package var description: String
    package var isRequired = false
    package var isCaseExact = false
    package var mutability = Mutability.readWrite
    package var returned = Returned.default
    package var uniqueness = Uniqueness.none
    package var canonicalValues: [String] = []
    package var referenceTypes: [String] = []
    /// Of a complex attribute; never complex themselves.
    package var subAttributes: [AttributeDefinition] = []
    /// What a resource is created with where the client gives no value. It always has one from then on: requests that
    /// leave it out or clear it keep what is there.
    package var initialValue: SCIMValue?
    /// Set where values name something: then they have at most this many characters (Unicode scalars), one that can be
    /// seen, and none that controls.
    package var nameLimit: Int?

    package init(_ name: String, _ type: DataType = .string, _ description: String = "") {
        self.name = name
        self.type = type
        self.description = description
    }

    /// The same definition with other characteristics; definitions are written as data with it.
    func with(_ change: (inout Self) -> Void) -> Self {
        var copy = self
        change(&copy)
        return copy
    }

    package func subAttribute(named name: some StringProtocol) -> AttributeDefinition? {
        subAttributes.first { $0.name.isSameName(as: name) }
    }

    /// The attribute that a comparison without sub-attribute means: itself, or `value` where it is complex.
    var comparable: AttributeDefinition? {
        type == .complex ? subAttribute(named: "value") : self
    }
}

extension AttributeDefinition {
    /// As `/Schemas` shows it.
    package var representation: SCIMValue {
        var object: SCIMObject = [
            "name": .string(name),
            "type": .string(type.rawValue),
            "multiValued": .boolean(isMultiValued),
            "description": .string(description),
            "required": .boolean(isRequired),
        ]
        if !canonicalValues.isEmpty { object["canonicalValues"] = .array(canonicalValues.map { .string($0) }) }
        object["caseExact"] = .boolean(isCaseExact)
        object["mutability"] = .string(mutability.rawValue)
        object["returned"] = .string(returned.rawValue)
        object["uniqueness"] = .string(uniqueness.rawValue)
        if !referenceTypes.isEmpty { object["referenceTypes"] = .array(referenceTypes.map { .string($0) }) }
        if !subAttributes.isEmpty { object["subAttributes"] = .array(subAttributes.map(\.representation)) }
        return .object(object)
    }
}
