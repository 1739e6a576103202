import ServiceLifecycle

/// Runs what knows cancellation only, and cancels it on graceful shutdown.
struct CancelledService: Service {
    var name: String
    var body: @Sendable () async throws -> Void

    init(name: String, body: @escaping @Sendable () async throws -> Void) {
        self.name = name
        self.body = body
    }

    func run() async throws {
        try await cancelWhenGracefulShutdown { try await body() }
    }
}
