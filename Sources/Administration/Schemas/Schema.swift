/// What a JSON value of the management API looks like: checks what comes in, and documents what goes out.
///
/// A small part of JSON Schema (draft 2020-12), as OpenAPI 3.1 uses it.
indirect enum Schema: Sendable {
    /// Length in Unicode scalars.
    case string(StringRule)
    case integer(ClosedRange<Int>)
    case boolean
    case array(Schema, count: ClosedRange<Int>)
    case record(ObjectRule)
    /// Any names, each with a value of the schema.
    case dictionary(Schema, count: ClosedRange<Int>)
    case nullable(Schema)
    /// One of these. Documents answers; no request has it.
    case anyOf([Schema])
    case any

    struct StringRule: Sendable {
        var length: ClosedRange<Int>
        /// Over the whole text; in the syntax that ECMA 262 and Swift share.
        var pattern: String?
        /// The only ones there are; nil is any.
        var values: [String]?
        /// Of JSON Schema, such as `date-time`.
        var format: String?
    }

    struct ObjectRule: Sendable {
        /// Under which the OpenAPI document keeps it; nil where it stands in its place only.
        var name: String?
        var properties: [Property]
    }

    struct Property: Sendable {
        var name: String
        var schema: Schema
        var isRequired: Bool

        static func required(_ name: String, _ schema: Schema) -> Self {
            Self(name: name, schema: schema, isRequired: true)
        }

        static func optional(_ name: String, _ schema: Schema) -> Self {
            Self(name: name, schema: schema, isRequired: false)
        }
    }
}

extension Schema {
    static func text(_ length: ClosedRange<Int> = 0...4_096, pattern: String? = nil) -> Self {
        .string(StringRule(length: length, pattern: pattern))
    }

    static func oneOf(_ values: [String]) -> Self {
        .string(StringRule(length: 0...4_096, values: values))
    }

    /// RFC 3339.
    static let instant = Self.string(StringRule(length: 1...40, format: "date-time"))

    /// An identifier in a request: unknown ones are 404, so that little is asked of their form.
    static let identifier = Self.text(1...2_048)
    /// The `next` of a page: the longest key of a list, sealed, in Base64URL, which takes a third more.
    static let cursor = Self.text(1...8_192, pattern: "[A-Za-z0-9_-]+")

    static func list(_ element: Schema, _ count: ClosedRange<Int> = 0...100_000) -> Self {
        .array(element, count: count)
    }

    /// An object with these properties and no others, which the OpenAPI document keeps under the name.
    static func object(_ name: String, _ properties: [Property]) -> Self {
        .record(ObjectRule(name: name, properties: properties))
    }

    /// An object with these properties and no others.
    static func object(_ properties: [Property]) -> Self {
        .record(ObjectRule(name: nil, properties: properties))
    }

    /// What a list is answered as: bare, with totals, or with the cursor of the next page.
    static func page(of element: Schema, named collection: String, _ style: PagingStyle) -> Self {
        let list = Schema.list(element)
        let totals = Schema.object([
            .required("start", .integer(0...Int.max)), .required("limit", .integer(0...Int.max)),
            .required("total", .integer(0...Int.max)), .required(collection, list),
        ])
        let part = Schema.object([.required(collection, list), .optional("next", .cursor)])
        return .anyOf((style.takesOffset ? [list, totals] : []) + (style.takesCheckpoint ? [part] : []))
    }
}
