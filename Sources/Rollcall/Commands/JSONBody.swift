import DecisionSocket

/// A number as somebody typed it, in JSON's grammar.
struct NumberText {
    var text: String
}

/// The body of a request. Numbers go out as they were typed: the server compares them digit by digit.
enum JSONBody {
    /// `value` is made of strings, Booleans, integers, ``NumberText``, arrays, and dictionaries by string.
    static func bytes(_ value: Any) throws -> [UInt8] {
        var writer = JSONWriter()
        try write(value, to: &writer)
        return writer.bytes
    }

    private static func write(_ value: Any, to writer: inout JSONWriter) throws {
        switch value {
        case let text as String: writer.string(text)
        case let flag as Bool: writer.boolean(flag)
        case let number as Int: writer.integer(number)
        case let number as NumberText: writer.raw(number.text)
        case let elements as [Any]:
            writer.beginArray()
            for element in elements { try write(element, to: &writer) }
            writer.endArray()
        case let members as [String: Any]:
            writer.beginObject()
            for (name, member) in members.sorted(by: { $0.key < $1.key }) {
                writer.key(name)
                try write(member, to: &writer)
            }
            writer.endObject()
        default: throw CommandFailure("a request cannot hold a \(type(of: value))")
        }
    }
}
