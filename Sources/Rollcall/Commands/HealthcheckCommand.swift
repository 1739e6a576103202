import ArgumentParser

struct HealthcheckCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "healthcheck",
        abstract: "Say whether the server is ready, for containers and supervisors.",
        discussion: """
            Exits 0 when the server answers within two seconds and its index is fresh, 1 otherwise.

              rollcall healthcheck --data /var/lib/rollcall
            """
    )

    @OptionGroup var client: ClientOptions

    func run() async throws {
        let answer = try await client.ask("GET", "/readyz", within: .seconds(2))
        try client.show(answer) { _ in "ready" }
    }
}
