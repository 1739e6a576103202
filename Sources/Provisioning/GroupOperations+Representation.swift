import AccessModel
import DirectoryStorage
import SCIMProtocol

extension GroupOperations {
    func location(of record: GroupRecord) -> String {
        request.location(.group, id: record.group.id.rawValue)
    }

    func representation(of record: GroupRecord, additional: SCIMObject = [:]) throws -> SCIMObject {
        type.representation(
            of: try document(record.attributes),
            id: record.group.id.rawValue,
            meta: ResourceMeta(
                created: record.created,
                lastModified: record.lastModified,
                location: location(of: record),
                version: Self.entityTag(record.version)
            ),
            additional: additional
        )
    }

    /// What the client wants to see of the group. Members are not read unless they are wanted, and become text page by
    /// page, because they may be many.
    func json(of record: GroupRecord, in reader: any DirectoryReader) throws -> [UInt8] {
        let resource = projection.applied(to: try representation(of: record))
        guard projection.includes("members") else { return resource.json }
        var members = [[UInt8]]()
        try reader.scanMembers(of: record.group.id) { member in
            let shown = projection.applied(to: ["members": [self.value(of: member)]])
            if let value = shown["members"]?.array?.first { members.append(value.json) }
        }
        return members.isEmpty ? resource.json : resource.json(with: "members", elements: members)
    }

    /// One value of the attribute `members`.
    private func value(of record: MemberRecord) -> SCIMValue {
        let reference = record.member.reference
        let kind: ResourceKind = if case .group = record.member { .group } else { .user }
        return [
            "value": .string(reference.value),
            "$ref": .string(request.location(kind, id: reference.value)),
            "display": .string(record.display),
            "type": .string(kind.rawValue),
        ]
    }
}

extension GroupOperations {
    func count(in reader: any DirectoryReader) throws -> Int {
        try reader.groupCount(in: request.connection)
    }

    func page(from reader: any DirectoryReader, offset: Int, limit: Int) throws -> [GroupRecord] {
        try reader.groups(in: request.connection, offset: offset, limit: limit)
    }

    func scan(_ reader: any DirectoryReader, _ visit: (GroupRecord) throws -> ScanStep) throws {
        try reader.scanGroups(in: request.connection, visit)
    }

    func candidates(for term: EqualityTerm, in reader: any DirectoryReader) throws -> [GroupRecord]? {
        switch term.attribute {
        case "displayName": try reader.groups(foldedName: term.value, in: request.connection)
        case "externalId": try reader.groups(externalID: term.value, in: request.connection)
        case "id": try records([Group.ID(term.value)], in: reader)
        case "members.value":
            try records(reader.groups(of: Group.Member(id: term.value)).map(\.id), in: reader)
        default: nil
        }
    }

    func representation(
        of record: GroupRecord,
        for filter: ResourceFilter,
        in reader: any DirectoryReader
    ) throws -> SCIMObject {
        guard filter.mentions("members") else { return try representation(of: record) }
        var members = [SCIMValue]()
        try reader.scanMembers(of: record.group.id) { members.append(value(of: $0)) }
        return try representation(of: record, additional: ["members": .array(members)])
    }

    func listed(_ record: GroupRecord, in reader: any DirectoryReader) throws -> [UInt8] {
        try json(of: record, in: reader)
    }

    private func records(_ ids: [Group.ID], in reader: any DirectoryReader) throws -> [GroupRecord] {
        try ids.compactMap { try reader.group($0) }.filter { $0.group.connection == request.connection }
    }
}
