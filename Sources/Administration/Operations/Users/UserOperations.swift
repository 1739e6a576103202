import AccessModel
import DirectoryStorage
import HTTPTypes

/// `/users/{id}`.
enum UserOperations {
    static let all = [get, update, delete]
    private static let path = "users/{id}"

    private static let get = Operation(
        id: "get_user",
        method: .get,
        path: path,
        summary: "Show a user, with what the provider says of the person",
        scopes: "read:users",
        canProject: true,
        success: .init(.ok, UserBody.schema),
        refusals: [.notFound]
    ) { request in
        let id: User.ID = request.identifier("id")
        return .ok(try await request.read { try request.show(id, in: $0) })
    }

    private static let update = Operation(
        id: "update_user",
        method: .patch,
        path: path,
        summary: "Block a user, or lift the block",
        scopes: "update:users",
        body: .object([.optional("blocked", .nullable(.boolean))]),
        canRehearse: true,
        success: .init(.ok, UserBody.schema),
        refusals: [.notFound]
    ) { request in
        let id: User.ID = request.identifier("id")
        let wish = try request.decoded(as: [String: Bool?].self)
        return try await request.change { transaction in
            _ = try transaction.known(id)
            if let isBlocked = wish["blocked"] {
                try transaction.setBlocked(id, isBlocked ?? false, now: request.instant)
            }
            return try request.show(id, in: transaction)
        } answer: { commit in
            .ok(commit.value, commit)
        }
    }

    private static let delete = Operation(
        id: "delete_user",
        method: .delete,
        path: path,
        summary: "End a user, with all memberships and assignments; one that does not exist is no error",
        scopes: "delete:users",
        canRehearse: true,
        success: .noContent
    ) { request in
        let id: User.ID = request.identifier("id")
        return try await request.change { try $0.deleteUser(id, now: request.instant) }
    }
}

extension ManagementRequest {
    fileprivate func show(_ id: User.ID, in reader: any DirectoryReader) throws -> UserBody {
        let record = try reader.known(id)
        guard let connection = try reader.connection(record.user.connection) else {
            throw ManagementError.unknownConnection
        }
        var profiles = UserProfiles(reader, of: directory.settings.userType)
        return UserBody(record, try profiles.profile(of: record), connection: connection)
    }
}
