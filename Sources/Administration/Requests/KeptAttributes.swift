import DirectoryStorage
import StrictJSON

/// What the API keeps beside a record and shows as it was given; no decision depends on it.
struct KeptAttributes: Sendable, Equatable {
    /// As deep as a body may be. What older stores hold deeper is shown as null.
    private static let depth = ManagementBody.limits.depth

    private(set) var members: JSONObject

    init(_ members: JSONObject = JSONObject()) {
        self.members = members
    }

    /// Nothing for a record that does not exist.
    init(of record: AttributedRecord, in reader: any DirectoryReader) throws {
        let text = try reader.attributes(of: record) ?? "{}"
        guard let members = try? JSONValue(json: text, limits: .stored(depth: Self.depth)).object else {
            throw StoreError.corrupt("the attributes of a record cannot be read")
        }
        self.init(members)
    }

    subscript(name: String) -> JSONValue? { members[name] }

    func boolean(_ name: String) -> Bool? {
        guard case .boolean(let value)? = members[name] else { return nil }
        return value
    }

    /// Takes what the body says of these names: null takes away, what it does not say stays.
    mutating func update(_ names: [String], from body: JSONValue) {
        guard case .object(let given) = body else { return }
        for name in names {
            guard let value = given[name] else { continue }
            members[name] = value == .null ? nil : value.withoutNulls
        }
    }

    /// Takes the secrets out of what is kept by the name.
    mutating func strip(_ name: String) {
        members[name] = members[name]?.withoutSecrets
    }

    func put(beside record: AttributedRecord, in transaction: any DirectoryTransaction) throws {
        try transaction.putAttributes(JSONValue.object(members).sortedText, of: record)
    }
}

extension JSONValue {
    /// Null is a member that is not there, at any depth of objects.
    fileprivate var withoutNulls: JSONValue {
        guard case .object(let members) = self else { return self }
        return .object(members.filter { $0.value != .null }.mapValues(\.withoutNulls))
    }
}

extension Schema {
    /// Up to so many texts by name; null is a text that is not there.
    static func metadata(_ count: Int) -> Self {
        .dictionary(.nullable(.text(0...255)), count: 0...count)
    }
}
