import Logging
import Synchronization

/// Passes on what a framework says until its end is meant: frameworks report as errors that they were ended.
struct FrameworkLogHandler: LogHandler {
    private var handler: any LogHandler
    private let ending: Ending

    /// Whether the end is meant.
    final class Ending: Sendable {
        private let flag = Atomic(false)

        var isMeant: Bool { flag.load(ordering: .relaxed) }

        func begin() { flag.store(true, ordering: .relaxed) }
    }

    init(_ handler: any LogHandler, until ending: Ending) {
        self.handler = handler
        self.ending = ending
    }

    var logLevel: Logger.Level {
        get { handler.logLevel }
        set { handler.logLevel = newValue }
    }

    var metadata: Logger.Metadata {
        get { handler.metadata }
        set { handler.metadata = newValue }
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { handler[metadataKey: key] }
        set { handler[metadataKey: key] = newValue }
    }

    func log(event: LogEvent) {
        if !Task.isCancelled, !ending.isMeant { handler.log(event: event) }
    }
}

extension Logger {
    /// For frameworks: their warnings and errors, whose lesser notes are of use to their developers.
    func forFramework(until ending: FrameworkLogHandler.Ending = FrameworkLogHandler.Ending()) -> Logger {
        var logger = self
        logger.handler = FrameworkLogHandler(handler, until: ending)
        logger.logLevel = max(logLevel, .warning)
        return logger
    }
}
