package import AccessModel
import HTTPTypes
import SCIMProtocol
import Synchronization

/// The last requests of each connection, as its administrator may see them: what was asked, how it ended, and why.
///
/// Kept in memory, and empty after a restart. Nothing in it names a person or opens a door.
package final class ProvisioningHistory: Sendable {
    /// The most requests of one connection.
    static let limit = 200

    private let events = Mutex<[Connection.ID: [ProvisioningEvent]]>([:])

    package init() {}

    /// The connection's requests, the latest first.
    package func events(of connection: Connection.ID) -> [ProvisioningEvent] {
        events.withLock { $0[connection] ?? [] }.reversed()
    }

    /// Who has never shown a good token leaves no trace, so that nobody can fill the memory with invented connections.
    func record(_ event: ProvisioningEvent, of connection: Connection.ID) {
        events.withLock { events in
            guard event.status != 401 || events[connection] != nil else { return }
            var list = events[connection] ?? []
            if list.count == Self.limit { list.removeFirst() }
            list.append(event)
            events[connection] = list
        }
    }
}

/// One request of a provider.
package struct ProvisioningEvent: Hashable, Sendable, Encodable {
    package var time: String
    package var requestID: String
    package var method: String
    /// Without anything that names a person: `/Users/{id}`.
    package var path: String
    package var status: Int
    package var scimType: String?
    /// Why it was refused. What was quoted of the request is masked, names of attributes apart.
    package var reason: String?
    package var skippedMembers: Int?

    private enum CodingKeys: String, CodingKey {
        case time, method, path, status, reason
        case requestID = "request_id"
        case scimType = "scim_type"
        case skippedMembers = "skipped_members"
    }

    init(
        _ method: HTTPRequest.Method,
        _ path: ProvisioningPath?,
        _ answer: ProvisioningAnswer,
        _ id: RequestID,
        at instant: Timestamp
    ) {
        time = instant.description
        requestID = id.description
        self.method = method.rawValue
        self.path = path?.template ?? "unknown"
        status = answer.status.code
        scimType = answer.failure?.keyword?.rawValue
        reason = answer.failure.map { Self.masked($0.detail) }
        skippedMembers = answer.skippedMembers > 0 ? answer.skippedMembers : nil
    }

    /// The sentence without what stands in backticks, unless it is the name of an attribute.
    static func masked(_ sentence: String) -> String {
        let parts = sentence.split(separator: "`", omittingEmptySubsequences: false)
        return parts.enumerated().map { index, part in
            guard index.isMultiple(of: 2) else { return names.contains(String(part)) ? "`\(part)`" : "`…`" }
            return String(part)
        }.joined()
    }

    /// Of everything that a connection can speak of.
    private static let names: Set<String> = {
        let attributes = ResourceTypeSet.standard.schemas.flatMap(\.attributes)
        let parts = attributes.flatMap { attribute in attribute.subAttributes.map { "\(attribute.name).\($0.name)" } }
        let messages = [
            "schemas", "Operations", "op", "path", "value", "filter", "count", "startIndex", "sortBy", "id",
        ]
        return Set(attributes.map(\.name) + parts + messages)
    }()
}
