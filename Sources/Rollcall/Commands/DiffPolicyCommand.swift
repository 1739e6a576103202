import AccessModel
import ArgumentParser
import DirectoryStorage

struct DiffPolicyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "diff",
        abstract:
            "Preview what a policy directory would change in the live store: records, and who gains or loses what.",
        discussion: """
            Only reads, and works beside a running server. Gained and lost are logins, roles and permissions, in the \
            tenant and in each organization. Whom the next login would make a member of an organization counts as one. \
            Exits 1 where applying the policies would be refused.

              rollcall policy diff policies --data /var/lib/rollcall
            """
    )

    @OptionGroup var policies: PolicyDirectoryArgument

    @Option(help: "The server's data directory. Default: .rollcall.")
    var data: String?

    @Option(help: "A YAML configuration file.")
    var config: String?

    @Option(help: ArgumentHelp("How many users to name for each change; JSON names all.", valueName: "count"))
    var users = 10

    func validate() throws {
        guard users >= 0 else { throw ValidationError("--users takes a number from 0") }
    }

    func run() async throws {
        try policies.checkIsDirectory()
        let model = try PolicySet.compile(policies.directory)
        let flags = ["data": data].compactMapValues(\.self)
        let store = try await RollcallConfiguration.read(flags: flags, file: config).dataDirectory.openStoreForReading()
        let limit = policies.json ? Int.max : users
        let preview = try await store.read { try PolicyPreview(of: model, on: $0, at: Timestamp.now(), naming: limit) }
        print(policies.json ? try preview.json() : preview.description)
        guard preview.refusals.isEmpty else { throw ExitCode.failure }
    }
}
