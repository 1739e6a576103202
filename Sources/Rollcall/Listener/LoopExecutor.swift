import NIOCore

/// Runs a connection's task on the thread of the connection's event loop, on which its bytes arrive and leave: a request
/// is handled where it was read, and nobody has to be woken up for it.
///
/// What runs there holds up the loop's other connections for as long as it computes. See ``ListenerResponder``.
final class LoopExecutor: TaskExecutor {
    private let loop: any EventLoop

    init(_ loop: any EventLoop) {
        self.loop = loop
    }

    /// INVARIANT (unowned references): the runtime's reference does not keep this alive; the closure does.
    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        loop.execute { unsafe job.runSynchronously(on: self.asUnownedTaskExecutor()) }
    }
}
