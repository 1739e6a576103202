import AccessModel
import DirectoryStorage
import SCIMProtocol

extension GroupOperations {
    func additional(of record: GroupRecord, needing needed: (String) -> NeededValues, in reader: any DirectoryReader)
        throws
        -> SCIMObject
    {
        var members = [SCIMValue]()
        switch needed("members") {
        case .none: return [:]
        case .those(let ids):
            // A look-up for each, so that nobody's question about one member reads a group of hundreds of thousands.
            for id in ids where try reader.isMember(Group.Member(id: id), of: record.group.id) {
                members.append(["value": .string(id)])
            }
        case .all: try reader.scanMembers(of: record.group.id) { members.append(value(of: $0)) }
        }
        return ["members": .array(members)]
    }

    /// Members are not read unless they are wanted. They become text one by one, and follow by themselves where they are
    /// many.
    func body(of record: GroupRecord, inList: Bool, in reader: any DirectoryReader) throws -> ResourceBody {
        let resource = projection.applied(to: try representation(of: record))
        guard projection.includes("members") else { return ResourceBody(json: resource.json) }
        guard try reader.memberCount(of: record.group.id) <= LongMemberList.threshold else {
            let head = Array(resource.json(with: "members", elements: []).dropLast(2))
            return ResourceBody(json: head, members: LongMemberList(group: record.group.id, json: memberJSON))
        }
        var members = [[UInt8]]()
        let json = memberJSON
        try reader.scanMembers(of: record.group.id) { member in
            if let value = json(member) { members.append(value) }
        }
        return ResourceBody(json: members.isEmpty ? resource.json : resource.json(with: "members", elements: members))
    }

    /// Writes one value of the attribute `members` as the client wants to see it, which nearly always is as it is: to look
    /// in each for what to leave out costs more than to write it.
    private var memberJSON: @Sendable (MemberRecord) -> [UInt8]? {
        let whole: SCIMValue = [
            "value": .string("x"), "$ref": .string("x"), "display": .string("x"), "type": .string("x"),
        ]
        if shown(whole)?.json == whole.json { return { value(of: $0).json } }
        return { shown(value(of: $0))?.json }
    }

    private func shown(_ value: SCIMValue) -> SCIMValue? {
        projection.applied(to: ["members": [value]])["members"]?.array?.first
    }

    /// One value of the attribute `members`.
    func value(of record: MemberRecord) -> SCIMValue {
        let reference = record.member.reference
        let kind: ResourceKind = if case .group = record.member { .group } else { .user }
        return [
            "value": .string(reference.value),
            "$ref": .string(request.location(kind, id: reference.value)),
            "display": .string(record.display),
            "type": .string(kind.name),
        ]
    }
}
