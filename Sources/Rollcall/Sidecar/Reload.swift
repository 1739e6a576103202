import AccessModel
import Logging
import ServiceLifecycle
import TokenSigning
import UnixSignals

/// Reads policies, keys and certificates again, for one caller after the other. Each part that does not load keeps its
/// last good state.
actor Reload {
    private let policies: PolicyApplication
    nonisolated let keys: SigningKeys
    private let certificates: CertificateSource?
    private let publication: Publication
    private var last: Task<Result<[String], CommandFailure>, Never>?

    /// - Parameters:
    ///   - limit: the most that it may take until policies are in the answers.
    ///   - published: returns once the revision, or a later one, answers questions; cancellable.
    init(
        policies: PolicyApplication,
        keys: SigningKeys,
        certificates: CertificateSource?,
        limit: Duration = .seconds(5),
        published: @escaping @Sendable (Revision) async throws -> Void
    ) {
        self.policies = policies
        self.keys = keys
        self.certificates = certificates
        publication = Publication(limit: limit, published: published)
    }

    /// Returns a line for each change once all of them are in the answers; throws one failure that names everything
    /// that was refused.
    func callAsFunction() async throws(CommandFailure) -> [String] {
        // INVARIANT (one reload at a time): files are read after all that an earlier caller's reload did, so that none
        // can bring an older set back.
        let reload = Task { [last] in
            _ = await last?.value
            return await self.reload()
        }
        last = reload
        return try await reload.value.get()
    }

    private func reload() async -> Result<[String], CommandFailure> {
        var changes: [String] = []
        var refusals: [String] = []
        do {
            changes = try await reloadPolicies()
        } catch {
            refusals.append(error.message)
        }
        do {
            try keys.load()
        } catch {
            refusals.append("\(error)")
        }
        do {
            try certificates?.load()
        } catch {
            refusals.append(error.message)
        }
        return refusals.isEmpty ? .success(changes) : .failure(CommandFailure(refusals.joined(separator: "\n")))
    }

    private func reloadPolicies() async throws(CommandFailure) -> [String] {
        let application = try await policies.apply()
        guard (try? await publication.reaches(application.revision)) == true else {
            throw CommandFailure("the policies are committed as \(application.revision), and not yet in the answers")
        }
        return application.changes
    }
}

/// Reloads on every SIGHUP.
struct ReloadService: Service {
    var reload: Reload
    var logger: Logger

    func run() async throws {
        for await _ in await UnixSignalsSequence(trapping: .sighup).cancelOnGracefulShutdown() {
            do throws(CommandFailure) {
                let changes = try await reload()
                logger.notice("reloaded", metadata: ["changes": .stringConvertible(changes.count)])
            } catch {
                logger.error("reload refused, the last good state stays: \(error.message)")
            }
        }
    }
}
