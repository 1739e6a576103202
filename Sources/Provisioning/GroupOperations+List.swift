import AccessModel
import DirectoryStorage
import SCIMProtocol

extension GroupOperations {
    func count(in reader: any DirectoryReader) throws -> Int {
        try reader.groupCount(in: request.connection)
    }

    func scan(
        _ query: RecordQuery,
        in reader: any DirectoryReader,
        _ visit: (GroupRecord, RecordPosition) throws -> ScanStep
    ) throws {
        try reader.scanGroups(query, visit)
    }

    func selector(for term: EqualityTerm) -> RecordQuery.Selector? {
        switch term.attribute {
        case "id": .id(term.value)
        case "displayName": .name(term.value)
        case "externalId": .externalID(term.value)
        case "members.value": .member(Group.Member(id: term.value))
        default: uniqueness.value(of: term).map { .holder($0) }
        }
    }

    func order(by attribute: String) -> RecordQuery.Order? {
        switch attribute {
        case "displayName": .name
        case "externalId": .externalID
        case "meta.lastModified": .lastModified
        default: nil
        }
    }
}
