import HTTPTypes

extension ManagementRoutes {
    /// Reads policies, keys and certificates again; returns what changed, a line each, or throws what was refused.
    package typealias Reload = @Sendable () async throws -> [String]
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
            success: .init(.ok, .object([.required("changes", .list(.text()))]))
        ) { _ in
            do {
                return .ok(["changes": try await reload()])
            } catch {
                throw ManagementError(.badRequest, "\(error)")
            }
        }
    }
}
