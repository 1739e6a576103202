import AccessModel
import DirectoryStorage
import HTTPTypes
import StrictJSON

/// `/connections`.
enum ConnectionOperations {
    static let all = [list, create, get, update, delete]

    private static let list = Operation(
        id: "get_connections",
        method: .get,
        path: "connections",
        summary: "List the connections by name",
        scopes: "read:connections",
        query: [
            QueryParameter("strategy", .text(1...64), summary: "Only those of one of these strategies; repeatable"),
            QueryParameter("name", .text(1...128), summary: "Only the one of this name"),
        ],
        paging: .either,
        canProject: true,
        success: .init(.ok, .page(of: ConnectionBody.schema, named: "connections", .either))
    ) { request in
        let strategies = Set(request.query.all("strategy"))
        let name = request.query["name"]
        return try await request.read { reader in
            let wanted = try reader.connections().filter { connection in
                (strategies.isEmpty || strategies.contains(connection.strategy.rawValue))
                    && (name.map { connection.name.utf8.elementsEqual($0.utf8) } ?? true)
            }
            return try request.answer(wanted, named: "connections", by: \.name) { connection in
                try ConnectionBody(connection, in: reader)
            }
        }
    }

    private static let create = Operation(
        id: "post_connections",
        method: .post,
        path: "connections",
        summary: "Create a connection; of its options, secrets are not kept",
        scopes: "create:connections",
        body: .object(
            "ConnectionCreation",
            [.required("name", ConnectionBody.name), .required("strategy", .oneOf(ConnectionBody.strategies))]
                + ConnectionBody.changeable
        ),
        success: .init(.created, ConnectionBody.schema),
        refusals: [.conflict]
    ) { request in
        var generator = SystemRandomNumberGenerator()
        let id = Connection.ID.make(using: &generator)
        guard let name = request.text("name"),
            let strategy = request.text("strategy").flatMap(Connection.Strategy.init(rawValue:))
        else { throw ManagementError.invalidBody("'Missing required property: strategy'") }
        let connection = Connection(id: id, name: name, strategy: strategy, origin: .api)
        let commit = try await request.commit { transaction in
            try transaction.putConnection(connection)
            try keep(request.body, of: connection, in: transaction)
            return try ConnectionBody(connection, in: transaction)
        }
        return .created(commit.value, commit)
    }

    private static let get = Operation(
        id: "get_connections_by_id",
        method: .get,
        path: "connections/{id}",
        summary: "Show a connection",
        scopes: "read:connections",
        canProject: true,
        success: .init(.ok, ConnectionBody.schema),
        refusals: [.notFound]
    ) { request in
        try await request.read { reader in
            .ok(try ConnectionBody(request.connection(in: reader), in: reader))
        }
    }

    private static let update = Operation(
        id: "patch_connections_by_id",
        method: .patch,
        path: "connections/{id}",
        summary: "Change what is kept of a connection; what the body does not name stays",
        scopes: "update:connections",
        body: .object("ConnectionChange", ConnectionBody.changeable),
        success: .init(.ok, ConnectionBody.schema),
        refusals: [.notFound, .conflict]
    ) { request in
        let commit = try await request.commit { transaction in
            let connection = try request.connection(in: transaction)
            try keep(request.body, of: connection, in: transaction)
            return try ConnectionBody(connection, in: transaction)
        }
        return .ok(commit.value, commit)
    }

    private static let delete = Operation(
        id: "delete_connections_by_id",
        method: .delete,
        path: "connections/{id}",
        summary: "Delete a connection with its users and groups, and all that they hold",
        scopes: "delete:connections",
        canRehearse: true,
        success: .noContent,
        refusals: [.notFound, .conflict]
    ) { request in
        try await request.change { transaction in
            try transaction.deleteConnectionWithResources(
                request.connection(in: transaction).id,
                now: request.instant
            )
        }
    }

    private static func keep(
        _ body: JSONValue,
        of connection: Connection,
        in transaction: any DirectoryTransaction
    ) throws {
        var kept = try KeptAttributes(of: .connection(connection.id), in: transaction)
        kept.update(ConnectionBody.kept, from: body)
        kept.strip("options")
        try kept.put(beside: .connection(connection.id), in: transaction)
    }
}

extension ManagementRequest {
    /// The connection that the path names by its id.
    func connection(in reader: any DirectoryReader) throws -> Connection {
        guard let found = try reader.connection(identifier("id")) else { throw ManagementError.unknownConnection }
        return found
    }
}
