import AccessModel
import DirectoryStorage
import HTTPTypes
import SCIMProtocol

extension ProvisioningEvent {
    init(
        _ method: HTTPRequest.Method,
        _ path: ProvisioningPath?,
        _ answer: ProvisioningAnswer,
        _ id: RequestID,
        isAuthenticated: Bool,
        at instant: Timestamp
    ) {
        self.init(
            time: instant.description,
            requestID: id.description,
            method: method.rawValue,
            path: path?.template ?? "unknown",
            status: answer.status.code,
            isAuthenticated: isAuthenticated,
            scimType: answer.failure?.keyword?.rawValue,
            reason: answer.failure.map { Self.masked($0.detail) },
            skippedMembers: answer.skippedMembers > 0 ? answer.skippedMembers : nil
        )
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
