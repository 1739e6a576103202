import AccessModel
import DirectoryStorage
import HTTPTypes
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
                version: EntityTag(version: record.version).description
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
            if let value = json(of: member) { members.append(value) }
        }
        return members.isEmpty ? resource.json : resource.json(with: "members", elements: members)
    }

    /// An answer with the group, whose members follow by themselves where they are many.
    func answer(_ status: HTTPResponse.Status, with record: GroupRecord, in reader: any DirectoryReader) throws
        -> ProvisioningAnswer
    {
        var answer = answer(
            status,
            id: record.group.id.rawValue,
            version: record.version,
            location: location(of: record),
            body: nil
        )
        guard status != .noContent else { return answer }
        guard projection.includes("members"), try reader.memberCount(of: record.group.id) > LongMemberList.threshold
        else {
            answer.body = try json(of: record, in: reader)
            return answer
        }
        let resource = projection.applied(to: try representation(of: record))
        answer.body = Array(resource.json(with: "members", elements: []).dropLast(2))
        answer.members = LongMemberList(group: record.group.id) { json(of: $0) }
        return answer
    }

    private func json(of member: MemberRecord) -> [UInt8]? {
        let shown = projection.applied(to: ["members": [value(of: member)]])
        return shown["members"]?.array?.first?.json
    }

    /// One value of the attribute `members`.
    func value(of record: MemberRecord) -> SCIMValue {
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
