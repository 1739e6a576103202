import ArgumentParser
import Foundation

struct ClientCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "client",
        abstract: "Let programs into the management API, and out again.",
        discussion: """
            A client shows its id and secret at /oauth/token, and its access token to /api/v2.

              rollcall client new --name billing --scopes "read:groups read:roles"
              rollcall client list
              rollcall client rotate billing
              rollcall client revoke billing
            """,
        subcommands: [
            NewClientCommand.self, ListClientsCommand.self, RotateClientCommand.self, RevokeClientCommand.self,
        ]
    )
}

struct ListClientsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "Show the clients and what they may do; nothing secret.",
        discussion: """
              rollcall client list
            """
    )

    @OptionGroup var admin: AdminOptions

    func run() async throws {
        let answer = try await ClientAnswer.all(admin)
        guard !admin.json else { return print(try JSONText.text(answer)) }
        print(answer.isEmpty ? "no clients" : answer.map(\.line).joined(separator: "\n"))
    }
}

struct RotateClientCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rotate",
        abstract: "Give a client a new secret and show it, this once; the old one and its tokens end at once.",
        discussion: """
              rollcall client rotate billing

            To change over without a pause, make a second client and revoke the first one afterwards.
            """
    )

    @OptionGroup var client: ClientArgument
    @OptionGroup var admin: AdminOptions

    func run() async throws {
        let found = try await client.find(admin)
        let answer = try await admin.ask("POST", "\(found.path)/rotate-secret")
        print(admin.json ? answer.text : try answer.decoded(as: ClientAnswer.self).description)
    }
}

struct RevokeClientCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "revoke",
        abstract: "End a client and its tokens, at once.",
        discussion: """
              rollcall client revoke billing
            """,
        aliases: ["delete"]
    )

    @OptionGroup var client: ClientArgument
    @OptionGroup var admin: AdminOptions

    func run() async throws {
        let found = try await client.find(admin)
        _ = try await admin.ask("DELETE", found.path)
        print(admin.json ? "{}" : "revoked \(found.name) (\(found.clientId))")
    }
}

/// The client that a command is about.
struct ClientArgument: ParsableArguments {
    @Argument(help: "The client, by id or name.")
    var client: String

    func find(_ admin: AdminOptions) async throws -> ClientAnswer {
        let all = try await ClientAnswer.all(admin)
        guard let found = all.first(where: { $0.clientId == client }) ?? all.first(where: { $0.name == client }) else {
            let names = all.map(\.name).joined(separator: ", ")
            throw CommandFailure("there is no client `\(client)`; there are: \(names)")
        }
        return found
    }
}

/// A client in an answer of the management API.
struct ClientAnswer: Codable {
    var clientId: String
    var name: String
    var clientSecret: String?
    var scopes: [String]
    var createdAt: String
    var lastUsedAt: String?

    var path: String { "/api/v2/clients/\(clientId)" }

    var line: String {
        "\(clientId)  \(name)  created \(createdAt)  last used \(lastUsedAt ?? "never")  may \(scopes.joined(separator: " "))"
    }

    var description: String {
        """
        Client \(name). Its secret is shown this once:

        \(row("client id", clientId))
        \(row("client secret", clientSecret ?? ""))
        \(row("may", scopes.joined(separator: " ")))
        """
    }

    static func all(_ admin: AdminOptions) async throws -> [ClientAnswer] {
        try await admin.list("clients", named: "clients").decoded()
    }
}
