import Administration
import ArgumentParser

struct NewClientCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "new",
        abstract: "Make a client and show its secret, this once.",
        discussion: """
              rollcall client new --name billing --scopes "read:groups read:roles"
              rollcall client new --name terraform --all-scopes

            `rollcall openapi` says what each scope is good for.
            """
    )

    @Option(help: "What people call it; no other client has the name.")
    var name: String

    @Option(help: "What it may do: scopes separated by spaces, such as `read:groups create:group_roles`.")
    var scopes: String?

    @Flag(help: "Let it do everything that the API offers now.")
    var allScopes = false

    @OptionGroup var admin: AdminOptions

    func validate() throws {
        guard (scopes == nil) == allScopes else { throw ValidationError("give --scopes, or --all-scopes") }
    }

    func run() async throws {
        let given = scopes?.split { $0 == " " || $0 == "," }.map(String.init) ?? ManagementRoutes.scopes
        let answer = try await admin.ask("POST", "/api/v2/clients", body: ["name": name, "scopes": given])
        print(admin.json ? answer.text : try answer.decoded(as: ClientAnswer.self).description)
    }
}
