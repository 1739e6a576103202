import AccessModel
import ArgumentParser
import DirectoryStorage
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

    /// Does the work of a command on the directory, which has to be one.
    ///
    /// A failure is printed to standard output where JSON was asked for; the exit code is the same.
    func reportingFailures<Value>(_ work: () async throws -> Value) async throws -> Value {
        do {
            try checkIsDirectory()
            return try await work()
        } catch {
            guard let failure = Self.failure(error) else { throw error }
            guard json else { throw failure }
            print(try JSONText.text(["error": failure.message]))
            throw failure.exitCode
        }
    }

    private func checkIsDirectory() throws(CommandFailure) {
        let path = URL(fileURLWithPath: directory).resolvingSymlinksInPath().path
        let type = try? FileManager.default.attributesOfItem(atPath: path)[.type] as? FileAttributeType
        guard type == .typeDirectory else {
            let what = type == nil ? "is not there" : "is not a directory"
            throw CommandFailure("`\(directory)` \(what): name the directory of the policy files", exitCode: .usage)
        }
    }

    private static func failure(_ error: any Error) -> CommandFailure? {
        switch error {
        case let failure as CommandFailure: failure
        case let error as StoreError: CommandFailure("\(error)")
        default: nil
        }
    }
}

struct CheckPolicyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Compile a policy directory and report every mistake in it.",
        discussion: "Exits 0 when it compiles and 78 when not. A directory that declares nothing does not."
    )

    @OptionGroup var policies: PolicyDirectoryArgument

    func run() async throws {
        try await policies.reportingFailures { try check() }
    }

    private func check() throws {
        do throws(PolicyDiagnostics) {
            let model = try PolicyCompiler().compile(PolicyDirectory(path: policies.directory))
            print(policies.json ? "[]" : summary(of: model))
        } catch {
            print(policies.json ? try JSONText.text(error.rows) : error.description)
            throw ExitCode.configurationInvalid
        }
    }

    private func summary(of model: RoleModel) -> String {
        "the policies compile: \(model.roles.count) roles, \(model.apis.count) APIs, "
            + "\(model.resourceTypes.count) resource types, \(model.connections.count) connections, "
            + "\(model.organizations.count) organizations, \(model.assignments.count) mappings"
    }

}

extension PolicyDiagnostics {
    fileprivate var rows: [[String: String]] {
        diagnostics.map { ["position": "\($0.position)", "message": $0.message] }
    }
}
