import AccessModel
import DirectoryStorage
import HTTPTypes

/// `/groups/{id}/members`.
enum GroupMemberOperations {
    static let all = [list, add, remove]
    private static let path = "groups/{id}/members"
    private static let body = Schema.object([.required("members", .list(.identifier, 1...10_000))])

    private static let list = Operation(
        id: "get_group_members",
        method: .get,
        path: path,
        summary: "List the direct members of a group, users before groups",
        scopes: "read:group_members",
        paging: .checkpoint,
        canProject: true,
        success: .init(.ok, .page(of: MemberBody.schema, named: "members", .checkpoint)),
        refusals: [.notFound]
    ) { request in
        let id: Group.ID = request.identifier("id")
        return try await request.read { reader in
            let connection = try reader.known(id).group.connection
            return try request.answer(
                named: "members",
                count: { try reader.memberCount(of: id) },
                part: { try reader.members(of: id, after: $0, limit: $1) }
            ) { MemberBody($0.member, of: connection) }
        }
    }

    private static let add = Operation(
        id: "create_group_members",
        method: .post,
        path: path,
        summary: "Put users and groups into a group that the API made",
        scopes: "create:group_members",
        body: body,
        canRehearse: true,
        success: .noContent,
        refusals: [.notFound, .conflict]
    ) { request in
        let id: Group.ID = request.identifier("id")
        let members = request.texts("members").map(Group.Member.init(id:))
        return try await request.change { transaction in
            let group = try transaction.changeable(id).group
            for member in members { try transaction.check(member, of: group.connection) }
            try transaction.keeping(group.connection, within: request.directory.settings.limits.connection) {
                _ = try transaction.addMembers(members, to: id, now: request.instant)
            }
        }
    }

    private static let remove = Operation(
        id: "delete_group_members",
        method: .delete,
        path: path,
        summary: "Take users and groups out of a group that the API made",
        scopes: "delete:group_members",
        body: body,
        canRehearse: true,
        success: .noContent,
        refusals: [.notFound, .conflict]
    ) { request in
        let id: Group.ID = request.identifier("id")
        let members = request.texts("members").map(Group.Member.init(id:))
        return try await request.change { transaction in
            _ = try transaction.changeable(id)
            try transaction.removeMembers(members, from: id, now: request.instant)
        }
    }
}

extension DirectoryReader {
    /// A group holds users and groups of its own connection.
    fileprivate func check(_ member: Group.Member, of connection: Connection.ID) throws {
        guard try !exists(member, in: connection) else { return }
        switch member {
        case .user where member.kind != "user": throw ManagementError.unknownMember
        case .user(let id): _ = try known(id)
        case .group(let id): _ = try known(id)
        }
        throw ManagementError(.conflict, "A group holds users and groups of its own connection only.")
    }
}
