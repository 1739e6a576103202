import Administration
import ArgumentParser

struct OpenAPICommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "openapi",
        abstract: "Print the OpenAPI document of the management API, with no server at hand.",
        discussion: """
              rollcall openapi > rollcall.json

            A server hands out the same at /api/v2/openapi.json, to everybody.
            """
    )

    @Flag(help: "Print JSON, which it does anyway.")
    var json = false

    func run() throws {
        print(String(decoding: try ManagementRoutes.openAPI(), as: UTF8.self))
    }
}
