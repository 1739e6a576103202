import HTTPTypes
import AccessModel
import DirectoryStorage

/// `/connections`.
enum ConnectionOperations {
    static let all = [list]

    private static let list = Operation(
        id: "get_connections",
        method: .get,
        path: "connections",
        summary: "List the connections by name",
        scopes: "read:connections",
        success: .init(.ok, .list(ConnectionBody.schema))
    ) { request in
        try .ok(await request.read { try $0.connections() }.map(ConnectionBody.init))
    }
}

/// A connection as the management API shows it.
struct ConnectionBody: Encodable, Sendable {
    var id: String
    var name: String
    var strategy: String

    static let schema = Schema.object(
        "Connection",
        [.required("id", .text()), .required("name", .text()), .required("strategy", .text())]
    )

    init(_ connection: Connection) {
        id = connection.id.rawValue
        name = connection.name
        strategy = connection.strategy.rawValue
    }
}
