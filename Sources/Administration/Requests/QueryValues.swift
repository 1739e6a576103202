import StrictJSON

/// The query of a request, decoded, and as its operation declares it. Of a repeated name the first counts, but for lists.
struct QueryValues: Sendable {
    private var values: [String: [String]] = [:]

    init(_ query: String?, declared: [QueryParameter]) throws(ManagementError) {
        guard let pairs = FormText.pairs(query ?? "") else { throw .invalidQuery("'malformed percent-encoding'") }
        for (name, value) in pairs { values[name, default: []].append(value) }
        try check(declared)
    }

    subscript(name: String) -> String? { values[name]?.first }

    /// All that were given by the name.
    func all(_ name: String) -> [String] { values[name] ?? [] }

    func integer(_ name: String) -> Int? { self[name].flatMap { Int($0) } }

    func boolean(_ name: String) -> Bool? { self[name].flatMap { Bool($0) } }

    /// Parameters that are not declared are refused: a misspelt filter must not show everything.
    private func check(_ declared: [QueryParameter]) throws(ManagementError) {
        let names = Set(declared.map(\.name))
        if let unknown = values.keys.filter({ !names.contains($0) }).min() {
            throw .invalidQuery("'Additional properties not allowed: \(unknown)'")
        }
        for parameter in declared {
            guard let texts = values[parameter.name] else {
                if parameter.isRequired { throw .invalidQuery("'Missing required property: \(parameter.name)'") }
                continue
            }
            for text in texts { try check(text, parameter) }
        }
    }

    private func check(_ text: String, _ parameter: QueryParameter) throws(ManagementError) {
        do {
            try parameter.schema.check(parameter.schema.value(of: text), at: parameter.name)
        } catch {
            throw .invalidQuery(error.sentence)
        }
    }
}

extension Schema {
    /// What a text of a query means, where the schema has a type for it.
    fileprivate func value(of text: String) -> JSONValue {
        switch self {
        case .integer: Int(text).map { .integer($0) } ?? .string(text)
        case .boolean: Bool(text).map { .boolean($0) } ?? .string(text)
        case .array(let element, _): .array([element.value(of: text)])
        case .string, .record, .dictionary, .nullable, .anyOf, .any: .string(text)
        }
    }
}
