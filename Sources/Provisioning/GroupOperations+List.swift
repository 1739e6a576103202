import AccessModel
import DirectoryStorage
import SCIMProtocol

extension GroupOperations {
    func count(in reader: any DirectoryReader) throws -> Int {
        try reader.groupCount(in: request.connection)
    }

    func scan(
        _ query: RecordQuery,
        needing needed: (String) -> Bool,
        in reader: any DirectoryReader,
        _ visit: (ListedResource) throws -> ScanStep
    ) throws {
        let needsMembers = needed("members")
        try reader.scanGroups(query) { record, position in
            let members: SCIMObject = needsMembers ? ["members": .array(try members(of: record, in: reader))] : [:]
            return try visit(
                ListedResource(
                    id: record.group.id.rawValue,
                    position: position,
                    representation: { try representation(of: record, additional: members) },
                    json: { try json(of: record, in: reader) }
                )
            )
        }
    }

    private func members(of record: GroupRecord, in reader: any DirectoryReader) throws -> [SCIMValue] {
        var members = [SCIMValue]()
        try reader.scanMembers(of: record.group.id) { members.append(value(of: $0)) }
        return members
    }

    func selector(for term: EqualityTerm) -> RecordQuery.Selector? {
        switch term.attribute {
        case "id": .id(term.value)
        case "displayName": .name(term.value)
        case "externalId": .externalID(term.value)
        case "members.value": .member(Group.Member(id: term.value))
        default: nil
        }
    }

    var isIndexExact: Bool { true }

    func order(by attribute: String) -> RecordQuery.Order? {
        switch attribute {
        case "displayName": .name
        case "externalId": .externalID
        case "meta.lastModified": .lastModified
        default: nil
        }
    }
}
