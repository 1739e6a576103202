import AccessIndex
import AccessModel
import DirectoryStorage
import HTTPTypes

/// `/users/{id}/roles/history`: which roles a user had at an earlier revision or instant.
enum PastRolesOperation {
    static let all = [read]

    private static let read = Operation(
        id: "get_user_past_roles",
        method: .get,
        path: "users/{id}/roles/history",
        summary: "Show the effective roles that a user had at a revision or an instant, with their sources",
        scopes: "read:user_effective_roles",
        query: [
            QueryParameter("at", .instant, summary: "The instant"),
            QueryParameter(
                "revision",
                .text(1...64, pattern: "([0-9a-f]{16}:)?[0-9]{1,19}"),
                summary: "The revision, with its epoch or without"
            ),
            QueryParameter("organization", .identifier, summary: "Within this organization, by id or name"),
            QueryParameter(
                "connection",
                .identifier,
                summary: "The connection, by id or name, of which the user's id is the provider's own"
            ),
        ],
        success: .init(.ok, PastRolesBody.schema),
        refusals: [.gone, .serviceUnavailable]
    ) { request in
        if request.query["organization"] != nil { try request.caller.check("read:organization_member_effective_roles") }
        let moment = try await request.moment()
        let snapshot = try await request.directory.state(at: moment.revision)
        let outcome = snapshot.effectiveRoles(
            of: request.subject,
            organization: request.query["organization"],
            at: moment.instant
        )
        return .ok(PastRolesBody(outcome, from: snapshot, at: moment.instant))
    }
}

/// A state of the directory, and the instant at which it is asked: what expires does so by that.
private struct Moment: Sendable {
    var revision: Revision
    var instant: Timestamp
}

extension ManagementRequest {
    fileprivate var subject: SubjectReference {
        guard let connection = query["connection"] else { return .user(identifier("id")) }
        return .providerUser(id: id("id"), connection: connection)
    }

    /// The one that `at` or `revision` says; of a revision, the instant at which it was committed.
    fileprivate func moment() async throws -> Moment {
        let instant = try query.instant("at")
        let number = query["revision"]
        switch (instant, number) {
        case (let instant?, nil): return try await moment(at: instant)
        case (nil, let text?): return try await moment(of: text)
        case (nil, nil), (.some, .some):
            throw ManagementError.invalidQuery("'Give one of at and revision' on property at")
        }
    }

    private func moment(at instant: Timestamp) async throws -> Moment {
        guard instant <= self.instant else {
            throw ManagementError.invalidQuery("'The instant is still to come' on property at")
        }
        guard let revision = try await read({ try $0.revision(at: instant) }) else { throw ManagementError.forgotten }
        return Moment(revision: revision, instant: instant)
    }

    private func moment(of text: String) async throws -> Moment {
        let (head, found) = try await read { reader in
            let head = try reader.head()
            let number = text.split(separator: ":").last.flatMap { UInt64($0) } ?? .max
            let revision = Revision(text) ?? Revision(epoch: head.epoch, number: number)
            return (head, (revision, try reader.instant(of: revision)))
        }
        guard found.0.epoch == head.epoch else { throw ManagementError.forgotten }
        guard found.0.number <= head.number else {
            throw ManagementError.invalidQuery("'There is no such revision yet' on property revision")
        }
        return Moment(revision: found.0, instant: found.1 ?? instant)
    }
}

extension ManagementDirectory {
    /// The state at a revision that was committed, led back to from the newest; 410 where the history ends after it.
    fileprivate func state(at revision: Revision) async throws -> IndexSnapshot {
        var state = snapshot()
        if state.revision.number < revision.number {
            try await publication.wait(for: revision)
            state = snapshot()
        }
        while state.revision != revision {
            let sets = try await store.read { [newest = state.revision] in
                try $0.inverses(of: newest, downTo: revision)
            }
            guard let sets else { throw ManagementError.forgotten }
            state = state.applying(sets)
        }
        return state
    }
}

extension ManagementError {
    fileprivate static let forgotten = Self(
        .gone,
        "The history does not reach back to this state",
        errorCode: "history_expired"
    )
}
