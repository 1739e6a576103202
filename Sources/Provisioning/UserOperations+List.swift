import AccessModel
import DirectoryStorage
import SCIMProtocol

extension UserOperations {
    func count(in reader: any DirectoryReader) throws -> Int {
        try reader.userCount(in: request.connection)
    }

    func page(from reader: any DirectoryReader, offset: Int, limit: Int) throws -> [UserRecord] {
        try reader.users(in: request.connection, offset: offset, limit: limit)
    }

    func scan(_ reader: any DirectoryReader, _ visit: (UserRecord) throws -> ScanStep) throws {
        try reader.scanUsers(in: request.connection, visit)
    }

    func candidates(for term: EqualityTerm, in reader: any DirectoryReader) throws -> [UserRecord]? {
        switch term.attribute {
        case "userName":
            try reader.user(foldedUserName: term.value, in: request.connection).map { [$0] } ?? []
        case "externalId": try reader.users(externalID: term.value, in: request.connection)
        case "id": try reader.user(User.ID(term.value)).map { [$0] }?.filter(isOfConnection) ?? []
        default: nil
        }
    }

    func representation(
        of record: UserRecord,
        for filter: ResourceFilter,
        in reader: any DirectoryReader
    ) throws -> SCIMObject {
        let groups = filter.mentions("groups") ? try groups(of: record, in: reader) : SCIMObject()
        return try representation(of: record, additional: groups)
    }

    /// Without `groups` unless they are asked for by name: they cost a look-up for each user.
    func listed(_ record: UserRecord, in reader: any DirectoryReader) throws -> [UInt8] {
        let isAsked = request.query["attributes"] != nil && projection.includes("groups")
        let groups = isAsked ? try groups(of: record, in: reader) : SCIMObject()
        return projection.applied(to: try representation(of: record, additional: groups)).json
    }

    private func isOfConnection(_ record: UserRecord) -> Bool {
        record.user.connection == request.connection
    }
}
