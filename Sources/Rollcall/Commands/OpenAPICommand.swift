import Administration
import ArgumentParser
import Provisioning

struct OpenAPICommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "openapi",
        abstract: "Print the OpenAPI document of the management API, with no server at hand.",
        discussion: """
              rollcall openapi > rollcall.json

            A server hands out the same at /api/v2/openapi.json, to everybody.
            """
    )

    @Option(help: "A YAML configuration file, for the types of resources that SCIM serves besides the usual.")
    var config: String?

    @Flag(help: "Print JSON, which it does anyway.")
    var json = false

    func run() async throws {
        let configuration = try await RollcallConfiguration.read(flags: [:], file: config)
        let scopes = configuration.scim(serving: try configuration.loadTypes()).scopes
        print(String(decoding: try ManagementRoutes.openAPI(tokenScopes: scopes), as: UTF8.self))
    }
}
