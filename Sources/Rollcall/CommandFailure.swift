import ArgumentParser
import Foundation

/// Why a command could not do its work: one sentence that says what to do next, and the exit code.
struct CommandFailure: Error, CustomStringConvertible {
    var message: String
    var exitCode: ExitCode

    init(_ message: String, exitCode: ExitCode = .failure) {
        self.message = message
        self.exitCode = exitCode
    }

    var description: String { message }
}

extension ExitCode {
    /// The question or the options are wrong.
    static let usage = ExitCode(2)
    /// The answer is a denial.
    static let deny = ExitCode(3)
    /// Policy tests ran, and some failed.
    static let policyTestsFailed = ExitCode(4)
    /// Configuration or policies are invalid: restarting does not help. `EX_CONFIG` of sysexits.
    static let configurationInvalid = ExitCode(78)
}

/// Writes whole messages to standard error.
enum StandardError {
    /// A message that cannot be written is lost: a full disk or a closed pipe is no reason to stop answering.
    static func write(_ text: String) {
        try? FileHandle.standardError.write(contentsOf: Data(text.utf8))
    }
}
