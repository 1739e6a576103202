import AccessModel
import Foundation
import Logging

/// Makes one line of each event and leaves it to the writer: whoever logs never waits for whoever reads.
struct LineLogHandler: LogHandler {
    var writer: LogWriter
    var format: LogFormat
    var now: Now
    var logLevel: Logger.Level
    var metadata: Logger.Metadata = [:]
    var metadataProvider: Logger.MetadataProvider?

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        let fields = metadata.merging(event.metadata ?? [:]) { _, own in own }
        writer.write(format.line(at: now(), event.level, event.message.description, error: event.error, fields))
    }
}

extension Logger {
    /// The program's logger: JSON lines on standard error, or readable ones on a terminal.
    ///
    /// Its writer is flushed before the program ends.
    static func rollcall(level: Logger.Level, now: @escaping Now) -> (logger: Logger, writer: LogWriter) {
        let format: LogFormat = isatty(STDERR_FILENO) == 1 ? .readable : .json
        let writer = LogWriter(to: .standardError) { lines in
            format.line(at: now(), .warning, "log lines were lost", ["lines": .stringConvertible(lines)])
        }
        let logger = Logger(label: "rollcall") { _ in
            LineLogHandler(writer: writer, format: format, now: now, logLevel: level)
        }
        return (logger, writer)
    }
}
