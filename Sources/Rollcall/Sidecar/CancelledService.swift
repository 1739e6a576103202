import ServiceLifecycle

/// Runs what knows cancellation only, and cancels it on graceful shutdown.
struct CancelledService: Service {
    private let body: @Sendable () async throws -> Void

    init(_ body: @escaping @Sendable () async throws -> Void) {
        self.body = body
    }

    func run() async throws {
        try await cancelWhenGracefulShutdown { try await body() }
    }
}
