import HTTPTypes

extension ManagementRoutes {
    /// Reads policies, keys and certificates again, or throws what was refused.
    package typealias Reload = @Sendable () async throws -> ReloadOutcome

    /// What a reload came to.
    package struct ReloadOutcome: Hashable, Sendable {
        /// What changed in the policies, a line each.
        package var changes: [String]
        /// Ids of the keys that are published from now on; the first one signs.
        package var keys: [String]

        package init(changes: [String], keys: [String]) {
            self.changes = changes
            self.keys = keys
        }
    }
}

/// Reading policy files, keys and certificates again, for those on the machine.
enum ReloadOperation {
    static func make(_ reload: @escaping ManagementRoutes.Reload) -> Operation {
        Operation(
            id: "reload",
            method: .post,
            path: "reload",
            summary: "Read policy files, keys and certificates again",
            scopes: .none,
            success: .init(.ok, .object([.required("changes", .list(.text())), .required("keys", .list(.text()))]))
        ) { _ in
            do {
                let outcome = try await reload()
                return .ok(["changes": outcome.changes, "keys": outcome.keys])
            } catch {
                throw ManagementError(.badRequest, "\(error)")
            }
        }
    }
}
