import DirectoryStorage
import Logging
import PolicyCompilation

/// Compiles a policy directory and commits it: all of it, or nothing.
struct PolicyApplication: Sendable {
    var directory: String
    var store: any DirectoryStore

    /// Returns a line for each record that differs from what was in force. A set that does not compile, or that
    /// conflicts with what others made, changes nothing.
    func apply() async throws(CommandFailure) -> [String] {
        let model = try PolicySet.compile(directory)
        do {
            let diff = try await store.commit { try $0.apply(model) }.value
            return diff.entries.map { "\($0.action.rawValue) \($0.kind.rawValue) \($0.name)" }
        } catch {
            throw CommandFailure("the policies in `\(directory)` cannot be applied: \(error)")
        }
    }
}
