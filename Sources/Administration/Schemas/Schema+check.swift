import StrictJSON

/// What of a value does not fit its schema: the first property, and why.
struct SchemaMismatch: Error, Equatable {
    /// Such as `roles[1]`; empty for the whole.
    var property: String
    /// Begins with a capital, without a full stop.
    var reason: String

    var sentence: String { property.isEmpty ? "'\(reason)'" : "'\(reason)' on property \(property)" }
}

extension Schema {
    /// Throws where the value is not of the schema, or has what the schema does not name.
    func check(_ value: JSONValue, at place: String = "") throws(SchemaMismatch) {
        switch (self, value) {
        case (.any, _), (.nullable, .null), (.boolean, .boolean): return
        case (.nullable(let schema), _): try schema.check(value, at: place)
        case (.string(let rule), .string(let text)): try rule.check(text, at: place)
        case (.integer(let range), .number(let number)) where number.whole != nil:
            try Self.check(number.whole ?? 0, in: range, at: place)
        case (.array(let element, let count), .array(let values)):
            try Self.check(values.count, elements: count, at: place)
            for (index, value) in values.enumerated() { try element.check(value, at: "\(place)[\(index)]") }
        case (.record(let rule), .object(let members)): try rule.check(members, at: place)
        case (.dictionary(let element, let count), .object(let members)):
            try Self.check(members.count, elements: count, at: place)
            for member in members.members {
                try element.check(member.value, at: Self.place(of: member.name, in: place))
            }
        case (.anyOf(let schemas), _):
            for schema in schemas where (try? schema.check(value, at: place)) != nil { return }
            throw SchemaMismatch(property: place, reason: "None of the forms it may have")
        case (.string, _), (.integer, _), (.boolean, _), (.array, _), (.record, _), (.dictionary, _):
            throw SchemaMismatch(property: place, reason: "Expected type \(typeName) but found type \(value.typeName)")
        }
    }

    private static func check(_ number: Int, in range: ClosedRange<Int>, at place: String) throws(SchemaMismatch) {
        if number < range.lowerBound {
            throw SchemaMismatch(property: place, reason: "Value \(number) is less than minimum \(range.lowerBound)")
        }
        if number > range.upperBound {
            throw SchemaMismatch(property: place, reason: "Value \(number) is greater than maximum \(range.upperBound)")
        }
    }

    private static func check(_ count: Int, elements range: ClosedRange<Int>, at place: String) throws(SchemaMismatch) {
        if count < range.lowerBound {
            throw SchemaMismatch(property: place, reason: "Too few elements (\(count)), minimum \(range.lowerBound)")
        }
        if count > range.upperBound {
            throw SchemaMismatch(property: place, reason: "Too many elements (\(count)), maximum \(range.upperBound)")
        }
    }

    fileprivate static func place(of name: String, in parent: String) -> String {
        parent.isEmpty ? name : "\(parent).\(name)"
    }

    private var typeName: String {
        switch self {
        case .string: "string"
        case .integer: "integer"
        case .boolean: "boolean"
        case .array: "array"
        case .record, .dictionary: "object"
        case .nullable(let schema): schema.typeName
        case .anyOf, .any: "any"
        }
    }
}

extension JSONNumber {
    /// JSON Schema takes `1.0` for an integer, too.
    fileprivate var whole: Int? { integer.map(Int.init) ?? Int(exactly: double) }
}

extension Schema.StringRule {
    /// Characters are Unicode code points, as JSON Schema counts them.
    fileprivate func check(_ text: String, at place: String) throws(SchemaMismatch) {
        let count = text.unicodeScalars.count
        if text.utf8.contains(0) { throw SchemaMismatch(property: place, reason: "Holds a NUL character") }
        if count < length.lowerBound {
            throw SchemaMismatch(
                property: place,
                reason: "String is too short (\(count) chars), minimum \(length.lowerBound)"
            )
        }
        if count > length.upperBound {
            throw SchemaMismatch(
                property: place,
                reason: "String is too long (\(count) chars), maximum \(length.upperBound)"
            )
        }
        if let values, !values.contains(text) {
            throw SchemaMismatch(property: place, reason: "None of \(values.joined(separator: ", "))")
        }
        if let pattern, !matches(text, pattern) {
            throw SchemaMismatch(property: place, reason: "String does not match pattern \(pattern)")
        }
    }

    private func matches(_ text: String, _ pattern: String) -> Bool {
        guard let expression = try? Regex(pattern).matchingSemantics(.unicodeScalar) else { return false }
        return (try? expression.wholeMatch(in: text)) != nil
    }
}

extension Schema.ObjectRule {
    fileprivate func check(_ object: JSONObject, at place: String) throws(SchemaMismatch) {
        let members = Dictionary(object.members.map { ($0.name, $0.value) }) { _, last in last }
        let known = Set(properties.map(\.name))
        if let unknown = members.keys.filter({ !known.contains($0) }).min() {
            throw SchemaMismatch(property: place, reason: "Additional properties not allowed: \(unknown)")
        }
        for property in properties {
            if let value = members[property.name] {
                try property.schema.check(value, at: Schema.place(of: property.name, in: place))
            } else if property.isRequired {
                throw SchemaMismatch(property: place, reason: "Missing required property: \(property.name)")
            }
        }
    }
}
