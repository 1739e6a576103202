import ArgumentParser
import Foundation

struct ClaimsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "claims",
        abstract: "Ask for a login's claims.",
        discussion: """
            The question that a login pipeline asks, with its consequences: with an organization and Auto-Membership, \
            the user becomes a member.

              rollcall claims 'okta|acme-okta|00u1mayareyes' --organization acme
              rollcall claims 00u1mayareyes --connection acme-okta --token-only > token.jwt
            """
    )

    @OptionGroup var subject: SubjectArgument

    @Option(help: "Log in to this organization (id or name).")
    var organization: String?

    @Option(help: "Identifier of the API whose permissions the token carries.")
    var audience: String?

    @Option(help: "Seconds that the token lives.")
    var lifetime: Int?

    @Option(help: "A value that the token repeats.")
    var nonce: String?

    @Flag(help: "Print the token and nothing else; of a denial, nothing.")
    var tokenOnly = false

    @OptionGroup var client: ClientOptions

    func run() async throws {
        let answer = try await client.ask("POST", "/v1/claims", body: question)
        let login = try answer.decoded(as: LoginAnswer.self)
        if tokenOnly {
            // Standard output is for a file that holds a token or nothing.
            if let token = login.token { print(token) } else { StandardError.write(login.description + "\n") }
        } else {
            try client.show(answer) { _ in login.description }
        }
        guard login.isPermit else { throw ExitCode.deny }
    }

    private var question: [String: Any] {
        var question: [String: Any] = ["subject": subject.body]
        question["connection"] = subject.connection
        question["organization"] = organization
        question["audience"] = audience
        question["lifetime"] = lifetime
        question["nonce"] = nonce
        return question
    }
}

/// What `/v1/claims` answers, as far as people read it.
private struct LoginAnswer: Decodable, CustomStringConvertible {
    struct OrganizationName: Decodable {
        var id: String
        var name: String
    }

    var outcome: String
    var reason: String?
    var errorDescription: String?
    var user: String?
    var organization: OrganizationName?
    var joined: Bool?
    var tenantRoles: [RoleAnswer]?
    var organizationRoles: [RoleAnswer]?
    var permissions: [String]?
    var groups: [String]?
    var token: String?
    var expiresAt: String?
    var revision: String
    var asOf: String

    var isPermit: Bool { outcome == "permit" }

    var description: String {
        var lines = ["\(outcome)  \(isPermit ? user ?? "" : errorDescription ?? reason ?? "")"]
        if let organization { lines.append(row("organization", "\(organization.name) (\(organization.id))")) }
        if joined == true { lines.append(row("membership", "made by this login")) }
        lines += RoleAnswer.rows("tenant roles", tenantRoles)
        lines += RoleAnswer.rows("organization roles", organizationRoles)
        if let permissions { lines.append(row("permissions", list(permissions))) }
        if let groups { lines.append(row("groups", list(groups))) }
        if let token { lines.append(row("token", token)) }
        if let expiresAt { lines.append(row("expires", expiresAt)) }
        lines.append(row("revision", "\(revision), as of \(asOf)"))
        return lines.joined(separator: "\n")
    }
}

/// Names in one line, and a word where there are none.
func list(_ names: [String]) -> String { names.isEmpty ? "none" : names.joined(separator: ", ") }

/// A label and a text in two columns.
func row(_ label: String, _ text: String) -> String {
    "  " + label.padding(toLength: 20, withPad: " ", startingAt: 0) + text
}
