import AccessModel
import DirectoryStorage
import SCIMProtocol

extension UserOperations {
    func count(in reader: any DirectoryReader) throws -> Int {
        try reader.userCount(in: request.connection)
    }

    func scan(
        _ query: RecordQuery,
        needing needed: (String) -> Bool,
        in reader: any DirectoryReader,
        _ visit: (ListedResource) throws -> ScanStep
    ) throws {
        let needsGroups = needed("groups")
        try reader.scanUsers(query) { record, position in
            let groups = needsGroups ? try groups(of: record, in: reader) : SCIMObject()
            return try visit(
                ListedResource(
                    id: record.user.id.rawValue,
                    position: position,
                    representation: { try representation(of: record, additional: groups) },
                    json: { try listed(record, in: reader) }
                )
            )
        }
    }

    func selector(for term: EqualityTerm) -> RecordQuery.Selector? {
        switch term.attribute {
        case "id": .id(term.value)
        case "userName": .name(term.value)
        case "externalId": .externalID(term.value)
        case "displayName": .displayName(term.value)
        case "emails.value": .email(term.value)
        default: nil
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

    /// Without `groups` unless they are asked for by name: they cost a look-up for each user.
    private func listed(_ record: UserRecord, in reader: any DirectoryReader) throws -> [UInt8] {
        let isAsked = request.search.attributes != nil && projection.includes("groups")
        let groups = isAsked ? try groups(of: record, in: reader) : SCIMObject()
        return projection.applied(to: try representation(of: record, additional: groups)).json
    }
}
