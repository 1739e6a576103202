import ArgumentParser
import Foundation

struct SCIMTokenCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "scim-token",
        abstract: "Give identity providers their bearer tokens.",
        discussion: """
            A connection has at most two tokens, so that one can take over from the other.

              rollcall scim-token new --connection acme-okta
              rollcall scim-token list --connection acme-okta
              rollcall scim-token revoke tok_4xJmPq… --connection acme-okta
            """,
        subcommands: [NewSCIMTokenCommand.self, ListSCIMTokensCommand.self, RevokeSCIMTokenCommand.self]
    )
}

struct NewSCIMTokenCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "new",
        abstract: "Make a token and show its secret, this once.",
        discussion: """
              rollcall scim-token new --connection acme-okta --lifetime 7776000
              rollcall scim-token new --connection acme-okta --scopes get:users,get:groups
            """
    )

    @OptionGroup var connection: ConnectionOption

    @Option(help: "What it may do, separated by commas, as `get:users,post:users`. Default: all that is served.")
    var scopes: String?

    @Option(help: "Seconds until it expires, 900 or more. Default: never.")
    var lifetime: Int?

    @OptionGroup var admin: AdminOptions

    func run() async throws {
        let found = try await connection.find(admin)
        var wish: [String: Any] = [:]
        wish["scopes"] = scopes?.split(separator: ",").map(String.init)
        wish["token_lifetime"] = lifetime
        let answer = try await admin.ask("POST", found.tokensPath, body: wish)
        let token = try answer.decoded(as: TokenAnswer.self)
        guard admin.json else { return print(token.description(for: found)) }
        try printJSON(answer, for: found)
    }

    private func printJSON(_ answer: Answer, for found: ConnectionAnswer) throws {
        var object = try JSONSerialization.jsonObject(with: answer.body) as? [String: Any] ?? [:]
        object["connection_id"] = found.id
        object["connection_name"] = found.name
        object["scim_base"] = found.scimBase
        print(try JSONText.object(object))
    }
}

struct ListSCIMTokensCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "Show a connection's tokens; nothing secret.",
        discussion: """
              rollcall scim-token list --connection acme-okta
            """
    )

    @OptionGroup var connection: ConnectionOption
    @OptionGroup var admin: AdminOptions

    func run() async throws {
        let found = try await connection.find(admin)
        let answer = try await admin.ask("GET", found.tokensPath)
        guard !admin.json else { return print(answer.text) }
        let tokens = try answer.decoded(as: [TokenAnswer].self)
        print(tokens.isEmpty ? "no tokens for `\(found.name)`" : tokens.map(\.line).joined(separator: "\n"))
    }
}

struct RevokeSCIMTokenCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "revoke",
        abstract: "End a token, at once.",
        discussion: """
              rollcall scim-token revoke tok_4xJmPq… --connection acme-okta
            """
    )

    @Argument(help: "The token's id, `tok_…`.")
    var token: String

    @OptionGroup var connection: ConnectionOption
    @OptionGroup var admin: AdminOptions

    func run() async throws {
        let found = try await connection.find(admin)
        guard token.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") }) else {
            throw ValidationError("`\(token)` is no token id: give the part before the dot, `tok_…`")
        }
        _ = try await admin.ask("DELETE", "\(found.tokensPath)/\(token)")
        print(admin.json ? "{}" : "revoked \(token)")
    }
}

private struct TokenAnswer: Decodable {
    var tokenId: String
    var token: String?
    var scopes: [String]
    var createdAt: String
    var validUntil: String?
    var lastUsedAt: String?

    var line: String {
        "\(tokenId)  created \(createdAt)  expires \(validUntil ?? "never")  last used \(lastUsedAt ?? "never")"
    }

    func description(for connection: ConnectionAnswer) -> String {
        """
        SCIM token for \(connection.name). Its secret is shown this once:

        \(row("base URL path", connection.scimBase))
        \(row("bearer token", token ?? ""))
        \(row("may", scopes.joined(separator: ", ")))
        \(row("expires", validUntil ?? "never"))
        """
    }
}
