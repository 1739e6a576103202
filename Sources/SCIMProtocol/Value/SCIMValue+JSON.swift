package import StrictJSON

extension SCIMValue {
    /// Parses one JSON text, strictly; names of one object that differ in the case of letters alone are the same.
    package init(json: [UInt8], limits: JSONLimits = JSONLimits()) throws(SCIMError) {
        do throws(JSONError) {
            self.init(try JSONValue(json: json, limits: limits, names: .ignoringASCIICase))
        } catch {
            throw SCIMError(error)
        }
    }

    package init(json: String, limits: JSONLimits = JSONLimits()) throws(SCIMError) {
        try self.init(json: Array(json.utf8), limits: limits)
    }

    /// Recursion is as deep as the value, which the parser has bounded.
    ///
    /// - Parameter value: parsed with names that ignore case.
    private init(_ value: JSONValue) {
        switch value {
        case .null: self = .null
        case .boolean(let flag): self = .boolean(flag)
        case .number(let number): self.init(number)
        case .string(let text): self = .string(text)
        case .array(let elements): self = .array(elements.map(SCIMValue.init))
        case .object(let object):
            var members = SCIMObject()
            for member in object.members { members.append(member.name, SCIMValue(member.value)) }
            self = .object(members)
        }
    }

    init(_ number: JSONNumber) {
        self = number.integer.map(SCIMValue.integer) ?? .decimal(WrittenNumber(number))
    }
}

extension SCIMError {
    fileprivate init(_ error: JSONError) {
        switch error {
        case .tooLarge: self = .payloadTooLarge("\(error)")
        case .tooManyMembers, .tooManyValues: self = .tooMany("\(error)")
        case .tooDeep, .repeatedName, .endsEarly, .malformed, .malformedString, .malformedNumber:
            self = .invalidSyntax("\(error)")
        }
    }
}

extension SCIMValue {
    /// The value as compact JSON.
    package var json: [UInt8] {
        var writer = JSONWriter()
        writer.write(self)
        return writer.bytes
    }

    /// ``json`` as text.
    var jsonText: String { String(decoding: json, as: UTF8.self) }
}

extension SCIMObject {
    /// The object as compact JSON, members in their order.
    package var json: [UInt8] {
        var writer = JSONWriter()
        writer.write(self)
        return writer.bytes
    }

    /// ``json`` as text, for a store that keeps documents as text.
    package var jsonText: String { String(decoding: json, as: UTF8.self) }
}

extension JSONWriter {
    mutating func write(_ value: SCIMValue) {
        switch value {
        case .null: append(json: "null")
        case .boolean(let flag): append(json: flag ? "true" : "false")
        case .integer(let number): append(json: String(number))
        case .decimal(let number): append(json: number.text)
        case .string(let text): write(text)
        case .array(let elements): write(elements)
        case .object(let object): write(object)
        }
    }

    mutating func write(_ object: SCIMObject) {
        append("{")
        var isFirst = true
        for member in object.members {
            if !isFirst { append(",") }
            isFirst = false
            write(member.name)
            append(":")
            write(member.value)
        }
        append("}")
    }

    private mutating func write(_ elements: [SCIMValue]) {
        append("[")
        var isFirst = true
        for element in elements {
            if !isFirst { append(",") }
            isFirst = false
            write(element)
        }
        append("]")
    }
}
