import NIOCore

extension EventLoop {
    /// What `work` returns, or nil once `limit` has passed; then `work` is cancelled and not waited for.
    func within<Value: Sendable>(
        _ limit: Duration,
        _ work: @escaping @Sendable () async throws -> Value
    ) -> EventLoopFuture<Value?> {
        let promise = makePromise(of: Value?.self)
        let task = promise.completeWithTask { try await work() }
        let deadline = scheduleTask(in: TimeAmount(limit)) {
            promise.succeed(nil)
            task.cancel()
        }
        return promise.futureResult.always { _ in deadline.cancel() }
    }
}
