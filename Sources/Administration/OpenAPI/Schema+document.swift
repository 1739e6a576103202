import StrictJSON

extension Schema {
    /// As a JSON Schema, by reference where it has a name.
    var document: JSONValue {
        guard case .record(let rule) = self, let name = rule.name else { return definition }
        return ["$ref": .string("#/components/schemas/\(name)")]
    }

    /// As a JSON Schema in full.
    var definition: JSONValue {
        switch self {
        case .string(let rule): rule.definition
        case .integer(let range):
            Self.bounded(["type": "integer"], by: range, "minimum", "maximum")
        case .boolean: ["type": "boolean"]
        case .array(let element, let count):
            Self.bounded(["type": "array", "items": element.document], by: count, "minItems", "maxItems")
        case .record(let rule): rule.definition
        case .dictionary(let element, let count):
            Self.bounded(
                ["type": "object", "additionalProperties": element.document],
                by: count,
                "minProperties",
                "maxProperties"
            )
        case .nullable(let schema): ["anyOf": [schema.document, ["type": "null"]]]
        case .anyOf(let schemas): ["anyOf": .array(schemas.map(\.document))]
        case .any: [:]
        }
    }

    /// Every schema with a name that this one leads to.
    func collectNamed(into schemas: inout [String: JSONValue]) {
        switch self {
        case .string, .integer, .boolean, .any: return
        case .array(let schema, _), .dictionary(let schema, _), .nullable(let schema):
            schema.collectNamed(into: &schemas)
        case .anyOf(let options): for option in options { option.collectNamed(into: &schemas) }
        case .record(let rule):
            if let name = rule.name { schemas[name] = definition }
            for property in rule.properties { property.schema.collectNamed(into: &schemas) }
        }
    }

    /// Without what is required of the things that it shows: what is left where a request names the properties it wants.
    /// Pages keep their own form.
    var projected: Schema {
        switch self {
        case .string, .integer, .boolean, .any, .dictionary, .nullable: self
        case .array(let element, let count): .array(element.projected, count: count)
        case .anyOf(let schemas): .anyOf(schemas.map(\.projected))
        case .record(let rule): .record(rule.projected)
        }
    }

    /// Zero and the largest number bound nothing.
    private static func bounded(
        _ definition: JSONObject,
        by range: ClosedRange<Int>,
        _ least: String,
        _ most: String
    ) -> JSONValue {
        var definition = definition
        definition[least] = .integer(range.lowerBound)
        if range.upperBound != Int.max { definition[most] = .integer(range.upperBound) }
        return .object(definition)
    }
}

extension Schema.StringRule {
    fileprivate var definition: JSONValue {
        if let values { return ["type": "string", "enum": .array(values.map(JSONValue.string))] }
        var definition: JSONObject = [
            "type": "string", "minLength": .integer(length.lowerBound), "maxLength": .integer(length.upperBound),
        ]
        if let pattern { definition["pattern"] = .string("^(?:\(pattern))$") }
        if let format { definition["format"] = .string(format) }
        return .object(definition)
    }
}

extension Schema.ObjectRule {
    fileprivate var definition: JSONValue {
        let members = properties.map { ($0.name, $0.schema.document) }
        return [
            "type": "object",
            "properties": .object(JSONObject(Dictionary(members) { first, _ in first })),
            "required": .array(properties.filter(\.isRequired).map { .string($0.name) }),
            "additionalProperties": false,
        ]
    }
}

extension Schema.ObjectRule {
    /// Things have names, pages none.
    fileprivate var projected: Self {
        var rule = self
        rule.name = nil
        rule.properties = properties.map { property in
            name == nil
                ? Schema.Property(
                    name: property.name,
                    schema: property.schema.projected,
                    isRequired: property.isRequired
                ) : .optional(property.name, property.schema)
        }
        return rule
    }
}
