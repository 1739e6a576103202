import AccessIndex
import AccessModel
import DirectoryStorage
import SCIMProtocol
import StrictJSON

extension ManagementRequest {
    /// Whether nothing is to be changed.
    var isRehearsal: Bool { query.boolean("dry_run") ?? false }

    /// Runs `body` as one change by the caller and answers it; in a rehearsal, says what the change would do to whom.
    ///
    /// What `body` throws leaves nothing of what it did.
    func change<Value: Sendable>(
        _ body: @escaping @Sendable (any DirectoryTransaction) throws -> Value,
        answer: (Commit<Value>) throws -> ManagementAnswer
    ) async throws -> ManagementAnswer {
        guard isRehearsal else { return try answer(await commit(body)) }
        let rehearsal = try await directory.store.rehearse(admitted(body))
        try await directory.publication.wait(for: rehearsal.base)
        let (snapshot, instant, caller) = (directory.snapshot(), instant, caller)
        // One after the other, on a thread of their own: what is only asked for takes no processor from what is done.
        let said = try await directory.dryRuns.run {
            let effects = snapshot.effects(
                of: rehearsal.changes,
                at: instant,
                naming: 0,
                detailing: RehearsalBody.limit
            )
            return RehearsalBody(effects, of: rehearsal, for: caller)
        }
        return .ok(said)
    }

    /// Runs `body` as one change by the caller, and answers 204.
    func change(_ body: @escaping @Sendable (any DirectoryTransaction) throws -> Void) async throws
        -> ManagementAnswer
    {
        try await change(body) { .noContent($0) }
    }

    /// `expires_at` of the body: when what is assigned ends by itself. Nil is never.
    func expiry() throws(ManagementError) -> Timestamp? {
        guard case .object(let members) = body, case .string(let text)? = members["expires_at"] else { return nil }
        guard let expires = Timestamp(dateTime: text) else {
            throw .invalidBody("'Not an instant of RFC 3339: \(text)' on property expires_at")
        }
        guard expires > instant else {
            throw .invalidBody("'The instant is over' on property expires_at")
        }
        return expires
    }
}

extension Schema.Property {
    /// When what is assigned ends by itself; null and absent are never.
    static let expiry = Self.optional("expires_at", .nullable(.instant))
}
