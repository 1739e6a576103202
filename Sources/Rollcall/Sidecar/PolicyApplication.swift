import AccessModel
import DirectoryStorage
import Logging
import PolicyCompilation

/// Compiles a policy directory and commits it: all of it, or nothing.
struct PolicyApplication: Sendable {
    var directory: String
    var store: any DirectoryStore
    var now: Now
    var logger: Logger?

    /// What a set of policies changed.
    struct Outcome: Sendable {
        /// A line for each record that differs from what was in force.
        var changes: [String]
        /// The state that holds the set.
        var revision: Revision
    }

    /// A set that does not compile, or that conflicts with what others made, changes nothing.
    func apply() async throws(CommandFailure) -> Outcome {
        let model = try PolicySet.compile(directory) { warnings in
            for warning in warnings {
                let place: Logger.Metadata = ["position": "\(warning.position)", "warning": "\(warning.message)"]
                logger?.warning("a policy may not mean what it seems to", metadata: place)
            }
        }
        do {
            let instant = now()
            let commit = try await store.commit(by: .policy, at: instant) { try $0.declare(model, now: instant) }
            let changes = commit.value.entries.map { "\($0.action.rawValue) \($0.kind.rawValue) \($0.name)" }
            return Outcome(changes: changes, revision: commit.revision)
        } catch {
            throw CommandFailure("the policies in `\(directory)` cannot be applied: \(error)")
        }
    }
}
