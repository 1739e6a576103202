import AccessModel
import ArgumentParser
import Foundation
import PolicyCompilation

struct PolicyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "policy",
        abstract: "Check, test and preview policy files.",
        discussion: """
              rollcall policy check policies
              rollcall policy test policies
              rollcall policy diff policies
            """,
        subcommands: [CheckPolicyCommand.self, TestPolicyCommand.self, DiffPolicyCommand.self]
    )
}

struct PolicyDirectoryArgument: ParsableArguments {
    @Argument(help: "The directory of the policy files.")
    var directory = "policies"

    @Flag(help: "Print JSON.")
    var json = false
}

struct CheckPolicyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Compile a policy directory and report every mistake in it.",
        discussion: "Exits 0 when it compiles and 78 when not."
    )

    @OptionGroup var policies: PolicyDirectoryArgument

    func run() async throws {
        do throws(PolicyDiagnostics) {
            let files = try PolicyDirectory(path: policies.directory).policies()
            let model = try PolicyCompiler().compile(files)
            print(policies.json ? "[]" : summary(of: model, files: files.count))
        } catch {
            print(policies.json ? try json(of: error) : error.description)
            throw ExitCode.configurationInvalid
        }
    }

    private func summary(of model: RoleModel, files: Int) -> String {
        "\(files) files compile: \(model.roles.count) roles, \(model.apis.count) APIs, "
            + "\(model.resourceTypes.count) resource types, \(model.connections.count) connections, "
            + "\(model.organizations.count) organizations, \(model.assignments.count) mappings"
    }

    private func json(of error: PolicyDiagnostics) throws -> String {
        let rows = error.diagnostics.map { diagnostic in
            ["position": "\(diagnostic.position)", "message": diagnostic.message]
        }
        return String(decoding: try JSONSerialization.data(withJSONObject: rows, options: .sortedKeys), as: UTF8.self)
    }
}
