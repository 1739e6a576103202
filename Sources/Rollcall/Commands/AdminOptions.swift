import ArgumentParser

/// Where a management command finds the server, and how it prints.
struct AdminOptions: ParsableArguments {
    @Option(help: "Path of the management socket. Default: DATA/admin.sock.")
    var adminSocket: String?

    @Option(help: "The server's data directory. Default: .rollcall.")
    var data: String?

    @Option(help: "A YAML configuration file.")
    var config: String?

    @Flag(help: "Print JSON.")
    var json = false

    /// What the management API may take. Policies that are reloaded, and previews of who gains and who loses, take a while.
    static let patience = Duration.seconds(60)

    func configuration() async throws -> RollcallConfiguration {
        try await RollcallConfiguration.read(
            flags: ["admin_socket": adminSocket, "data": data].compactMapValues { $0 },
            file: config
        )
    }

    /// Asks the management API one question.
    func ask(_ method: String, _ path: String, body: [String: Any]? = nil) async throws -> Answer {
        try await Answer.ask(try await configuration().adminSocket, method, path, body: body, within: Self.patience)
    }
}

/// The connection that a command is about.
struct ConnectionOption: ParsableArguments {
    @Option(help: "The connection, by id or name.")
    var connection: String

    func find(_ admin: AdminOptions) async throws -> ConnectionAnswer {
        let found = try await admin.connection(connection)
        return ConnectionAnswer(id: found.id, name: found.name)
    }
}

/// A connection, and where its tokens and its endpoint are.
struct ConnectionAnswer {
    var id: String
    var name: String

    var tokensPath: String { "/api/v2/connections/\(id)/scim-configuration/tokens" }
    /// Path that a provider's base URL ends with.
    var scimBase: String { "/scim/v2/connections/\(id)" }
}
