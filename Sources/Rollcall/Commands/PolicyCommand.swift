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

    @Flag(help: "Print JSON, failures too.")
    var json = false

    /// Throws where there is no such directory.
    func checkIsDirectory() throws(CommandFailure) {
        let path = URL(fileURLWithPath: directory).resolvingSymlinksInPath().path
        let type = try? FileManager.default.attributesOfItem(atPath: path)[.type] as? FileAttributeType
        guard type == .typeDirectory else {
            let what = type == nil ? "is not there" : "is not a directory"
            throw CommandFailure("`\(directory)` \(what): name the directory of the policy files", exitCode: .usage)
        }
    }
}

struct CheckPolicyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Compile a policy directory and report every mistake in it.",
        discussion: """
            Exits 0 when it compiles, with warnings or without, and 78 when not. A directory that declares nothing does \
            not.

              rollcall policy check policies
            """
    )

    @OptionGroup var policies: PolicyDirectoryArgument

    func run() throws {
        try policies.checkIsDirectory()
        var warnings: [Diagnostic] = []
        do {
            let directory = PolicyDirectory(path: policies.directory)
            let model = try PolicyCompiler().compile(directory) { warnings = $0 }
            let lines = warnings.map(\.description) + [summary(of: model)]
            print(policies.json ? try JSONText.text(warnings.map(\.row)) : lines.joined(separator: "\n"))
        } catch let error as PolicyDiagnostics {
            print(policies.json ? try JSONText.text(error.diagnostics.map(\.row)) : error.description)
            throw ExitCode.configurationInvalid
        }
    }

    private func summary(of model: RoleModel) -> String {
        "the policies compile: \(model.roles.count) roles, \(model.apis.count) APIs, "
            + "\(model.resourceTypes.count) resource types, \(model.connections.count) connections, "
            + "\(model.organizations.count) organizations, \(model.assignments.count) mappings"
    }
}

extension Diagnostic {
    fileprivate var row: [String: String] {
        ["severity": severity.rawValue, "position": "\(position)", "message": message]
    }
}
