import AccessModel
import DirectoryStorage
import HTTPTypes
import Logging

/// One line for each request: what was asked and how it ended, without anything that names a person or opens a door.
struct ProvisioningLog: Sendable {
    let logger: Logger
    let monotonicNow: MonotonicNow

    func record(
        _ method: HTTPRequest.Method,
        _ target: ProvisioningTarget?,
        _ answer: ProvisioningAnswer,
        _ id: RequestID,
        since start: ContinuousClock.Instant
    ) {
        let microseconds = start.duration(to: monotonicNow()).wholeNanoseconds / 1_000
        var metadata: Logger.Metadata = [
            "request_id": "\(id)",
            "method": "\(method.rawValue)",
            "path": "\(target?.path?.template ?? "unknown")",
            "connection": "\(Self.name(of: target?.connection))",
            "status": .stringConvertible(answer.status.code),
            "duration_us": .stringConvertible(microseconds),
        ]
        if answer.skippedMembers > 0 { metadata["skipped_members"] = .stringConvertible(answer.skippedMembers) }
        logger.log(level: Self.level(of: answer), "scim request", metadata: metadata)
    }

    private static func level(of answer: ProvisioningAnswer) -> Logger.Level {
        if answer.status.code >= 500 { return .error }
        return answer.skippedMembers > 0 ? .warning : .info
    }

    /// What the client is not told about a failure of the server's own.
    func record(failure: any Error, _ id: RequestID) {
        // What an unexpected error describes may be a value that a person's name is in; the store's failures hold none.
        let description = (failure as? StoreError)?.description ?? "\(type(of: failure))"
        logger.error("scim request failed", metadata: ["request_id": "\(id)", "error": "\(description)"])
    }

    // The path may hold anything; what is not an identifier of ours stays out of the log.
    private static func name(of connection: Connection.ID?) -> String {
        guard let connection, connection.isWellFormed else { return "unknown" }
        return connection.rawValue
    }
}
