import AccessModel
import ArgumentParser
import Foundation
import PolicyCompilation

/// A policy directory, compiled.
enum PolicySet {
    /// The role model that the directory's files declare, or a failure that lists every mistake.
    static func compile(
        _ directory: String,
        warn: ([Diagnostic]) -> Void = { _ in }
    ) throws(CommandFailure) -> RoleModel {
        guard FileManager.default.fileExists(atPath: directory) else {
            throw CommandFailure(
                "there is no policy directory `\(directory)`: make it, or name another with `--policies`",
                exitCode: .configurationInvalid
            )
        }
        do {
            return try PolicyCompiler().compile(PolicyDirectory(path: directory), warn: warn)
        } catch {
            throw CommandFailure(
                "the policies in `\(directory)` do not compile:\n\(error)",
                exitCode: .configurationInvalid
            )
        }
    }
}
