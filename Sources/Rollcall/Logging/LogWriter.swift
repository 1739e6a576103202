import Dispatch
import Foundation
import Synchronization

/// Takes log lines without ever waiting for whoever reads them: a thread of its own writes them, in order.
///
/// What comes while `capacity` bytes wait is dropped and counted, and the log says how many lines it lost as soon as it
/// flows again.
final class LogWriter: Sendable {
    private let backlog = Mutex(LogBacklog())
    private let arrival = DispatchSemaphore(value: 0)
    private let output: FileHandle
    private let capacity: Int
    private let lossLine: @Sendable (_ lines: Int) -> String

    /// - Parameter lossLine: the line that tells a reader how many lines are missing.
    init(to output: FileHandle, capacity: Int = 131_072, lossLine: @escaping @Sendable (_ lines: Int) -> String) {
        self.output = output
        self.capacity = capacity
        self.lossLine = lossLine
        Thread.detachNewThread { [self] in writeForever() }
    }

    /// Queues one line, given without its end.
    func write(_ line: String) {
        let isFirst = backlog.withLock { $0.append(line, capacity: capacity) }
        if isFirst { arrival.signal() }
    }

    /// Returns once everything queued is written, or the limit has passed: an end that waits for a reader never comes.
    func flush(within limit: Duration) {
        let written = DispatchSemaphore(value: 0)
        guard backlog.withLock({ $0.announceEmpty(to: written) }) else { return }
        _ = written.wait(timeout: .now() + limit / .seconds(1))
    }

    private func writeForever() {
        while true {
            arrival.wait()
            while let batch = backlog.withLock({ $0.take() }) { write(batch) }
        }
    }

    /// What cannot be written is lost: a full disk or a closed pipe is no reason to stop answering.
    private func write(_ batch: LogBacklog.Batch) {
        var text = batch.text
        if batch.lostLines > 0 { text.append(contentsOf: (lossLine(batch.lostLines) + "\n").utf8) }
        do {
            try output.write(contentsOf: text)
        } catch {
            backlog.withLock { $0.lose(batch) }
        }
    }
}

/// The lines that wait for ``LogWriter``'s thread, and how many there was no room for.
private struct LogBacklog {
    struct Batch {
        var text = Data()
        var lines = 0
        /// After these.
        var lostLines = 0
    }

    private var waiting = Batch()
    /// Drops everything until what waits is taken, so that the loss has one place in the log.
    private var isFull = false
    /// Whether the thread is at work: it takes what is added until there is nothing more.
    private var isTaken = false
    private var watchers: [DispatchSemaphore] = []

    /// Whether the thread has to be woken.
    mutating func append(_ line: String, capacity: Int) -> Bool {
        isFull = isFull || waiting.lines > 0 && waiting.text.count + line.utf8.count >= capacity
        guard !isFull else {
            waiting.lostLines += 1
            return false
        }
        waiting.text.append(contentsOf: line.utf8)
        waiting.text.append(UInt8(ascii: "\n"))
        waiting.lines += 1
        defer { isTaken = true }
        return !isTaken
    }

    /// Everything that waits; nil, said to the watchers, where there is nothing.
    mutating func take() -> Batch? {
        guard waiting.lines > 0 else {
            for watcher in watchers { watcher.signal() }
            watchers = []
            isTaken = false
            return nil
        }
        defer { waiting = Batch() }
        isFull = false
        return waiting
    }

    /// Counts what was taken and could not be written; that is said with the next line.
    mutating func lose(_ batch: Batch) {
        waiting.lostLines += batch.lines + batch.lostLines
    }

    /// Whether there is anything to wait for.
    mutating func announceEmpty(to watcher: DispatchSemaphore) -> Bool {
        if isTaken { watchers.append(watcher) }
        return isTaken
    }
}
