import Foundation
import StrictJSON

/// Which properties of what an operation shows are wanted.
struct Projection: Sendable {
    private let fields: Set<String>
    /// Whether the fields are those wanted, or those not wanted.
    private let includes: Bool

    static let parameters = [
        QueryParameter("fields", .text(1...1_024), summary: "Names of properties, separated by commas"),
        QueryParameter(
            "include_fields",
            .boolean,
            summary: "Whether the properties are the only ones shown, or the ones left out; true where it is not said"
        ),
    ]

    /// Nil where everything is wanted.
    init?(_ query: QueryValues) {
        guard let text = query["fields"] else { return nil }
        fields = Set(text.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) })
        includes = query.boolean("include_fields") ?? true
    }

    /// The value's own properties, or those of the elements of the list that it is or holds.
    func applied(to body: some Encodable) throws -> JSONValue {
        let encoder = JSONEncoder()
        encoder.keyEncodingStrategy = .convertToSnakeCase
        return applied(to: try JSONValue(json: [UInt8](encoder.encode(body)), limits: .answer))
    }

    private func applied(to value: JSONValue) -> JSONValue {
        switch value {
        case .array(let elements): return .array(elements.map(reduced))
        case .object(let members):
            let lists = members.filter { $0.value.array?.allSatisfy(\.isObject) == true }.members
            guard lists.count == 1, members["id"] == nil, members["user_id"] == nil else { return reduced(value) }
            return .object(members.merging([lists[0].name: applied(to: lists[0].value)]))
        case .null, .boolean, .number, .string: return value
        }
    }

    private func reduced(_ value: JSONValue) -> JSONValue {
        guard case .object(let members) = value else { return value }
        return .object(members.filter { fields.contains($0.name) == includes })
    }
}

extension JSONValue {
    fileprivate var isObject: Bool { object != nil }
}

extension JSONLimits {
    /// What Rollcall has just written itself, somewhat deeper than what clients may send.
    fileprivate static let answer = Self(
        bytes: .max,
        depth: ManagementBody.limits.depth + 8,
        membersPerObject: .max,
        values: .max
    )
}
