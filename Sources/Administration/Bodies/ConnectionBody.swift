import AccessModel
import DirectoryStorage
import StrictJSON

/// A connection as the management API shows it.
struct ConnectionBody: Encodable, Sendable {
    var id: String
    var name: String
    var strategy: String
    var displayName: JSONValue?
    var options: JSONValue
    var metadata: JSONValue
    var enabledClients: JSONValue
    var isDomainConnection: Bool
    var showAsButton: Bool

    /// What is kept beside the record, for those who log people in.
    static let kept = [
        "display_name", "options", "metadata", "enabled_clients", "is_domain_connection", "show_as_button",
    ]

    static let schema = Schema.object(
        "Connection",
        [
            .required("id", .text()), .required("name", .text()), .required("strategy", .text()),
            .optional("display_name", .text()), .required("options", .dictionary(.any, count: 0...Int.max)),
            .required("metadata", Schema.metadata(10)), .required("enabled_clients", .list(.text())),
            .required("is_domain_connection", .boolean), .required("show_as_button", .boolean),
        ]
    )

    init(_ connection: Connection, in reader: any DirectoryReader) throws {
        let kept = try KeptAttributes(of: .connection(connection.id), in: reader)
        id = connection.id.rawValue
        name = connection.name
        strategy = connection.strategy.rawValue
        displayName = kept["display_name"]
        options = kept["options"] ?? [:]
        metadata = kept["metadata"] ?? [:]
        enabledClients = kept["enabled_clients"] ?? []
        isDomainConnection = kept.boolean("is_domain_connection") ?? false
        showAsButton = kept.boolean("show_as_button") ?? true
    }

    // What of it a body may say.
    static let name = Schema.text(1...128, pattern: "[a-zA-Z0-9](-[a-zA-Z0-9]|[a-zA-Z0-9])*")
    static let strategies = Connection.Strategy.allCases.map(\.rawValue)
    static let changeable: [Schema.Property] = [
        .optional("display_name", .nullable(.text(1...128))),
        .optional("options", .nullable(.dictionary(.any, count: 0...200))),
        .optional("metadata", .nullable(Schema.metadata(10))),
        .optional("enabled_clients", .nullable(.list(.text(1...128), 0...1_000))),
        .optional("is_domain_connection", .nullable(.boolean)),
        .optional("show_as_button", .nullable(.boolean)),
    ]
}

extension JSONValue {
    /// Without the members, at any depth, whose names say that they are secret. Rollcall logs nobody in and needs none,
    /// and what is not there does not leak.
    var withoutSecrets: JSONValue {
        switch self {
        case .object(let members):
            .object(members.filter { !Self.isSecret($0.name) }.mapValues(\.withoutSecrets))
        case .array(let elements): .array(elements.map(\.withoutSecrets))
        case .null, .boolean, .number, .string: self
        }
    }

    private static func isSecret(_ name: String) -> Bool {
        ["secret", "password", "key", "token"].contains { name.lowercased().hasSuffix($0) }
    }
}
