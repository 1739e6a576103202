import AccessModel
import DirectoryStorage
import SCIMProtocol

extension UserOperations {
    func count(in reader: any DirectoryReader) throws -> Int {
        try reader.userCount(in: request.connection)
    }

    func scan(
        _ query: RecordQuery,
        in reader: any DirectoryReader,
        _ visit: (UserRecord, RecordPosition) throws -> ScanStep
    ) throws {
        try reader.scanUsers(query, visit)
    }

    func selector(for term: EqualityTerm) -> RecordQuery.Selector? {
        switch term.attribute {
        case "id": .id(term.value)
        case "userName": .name(term.value)
        case "externalId": .externalID(term.value)
        case "displayName": .displayName(term.value)
        case "emails.value": .email(term.value)
        case "groups.value": .group(Group.ID(term.value))
        default: uniqueness.value(of: term).map { .holder($0) }
        }
    }

    /// The index knows what an earlier mapping took and this one does not show.
    var isIndexExact: Bool { request.mapping == nil }

    func order(by attribute: String) -> RecordQuery.Order? {
        switch attribute {
        case "userName": .name
        case "externalId": .externalID
        case "displayName" where request.mapping?.maps(attribute) ?? true: .displayName
        case "meta.lastModified": .lastModified
        default: nil
        }
    }
}
