package import AccessModel
package import DirectoryStorage
import HTTPTypes
package import Hummingbird
package import Logging
package import RequestAdmission
import SCIMProtocol
package import TokenSigning

/// The SCIM 2.0 endpoint: `/scim/v2/connections/{connection_id}/…`.
///
/// Joins the protocol with the store. A write is answered after it is on disk and `published` has returned, so that a
/// removal that was acknowledged is enforced already. Every answer on resources carries `Rollcall-Revision`.
package struct ProvisioningRoutes: Sendable {
    let handler: ProvisioningHandler

    /// - Parameters:
    ///   - published: returns once the index answers from the revision or a later one; cancellable.
    ///   - journal: where requests and the use of tokens are noted.
    ///   - sealingKey: what cursors are sealed with; they are good for as long as it is the same.
    ///   - now: the clock of `created`, `lastModified` and of tokens' expiry.
    ///   - monotonicNow: the clock of rates, and of durations in the log.
    ///   - bodies: bounds the bodies of all requests together; nil has one for this endpoint alone.
    ///   - limits: told of connections at a limit.
    package init(
        store: any DirectoryStore,
        configuration: ProvisioningConfiguration = ProvisioningConfiguration(),
        published: @escaping @Sendable (Revision) async throws -> Void,
        journal: ProvisioningJournal,
        sealingKey: SealingKey,
        now: @escaping Now,
        monotonicNow: @escaping MonotonicNow,
        bodies: BodyBudget? = nil,
        limits: LimitReports = LimitReports(),
        logger: Logger
    ) {
        handler = ProvisioningHandler(
            configuration: configuration,
            discovery: Discovery(configuration),
            authority: ProvisioningAuthority(
                store: store,
                now: now,
                failures: SharedRates(perMinute: configuration.failuresPerMinute, clock: monotonicNow)
            ),
            rates: RequestRates(
                perSecond: configuration.requestsPerSecond,
                revocationsPerSecond: configuration.revocationsPerSecond,
                clock: monotonicNow
            ),
            bodies: bodies ?? BodyBudget(total: 0, largest: configuration.maximumBodySize, limits: limits),
            directory: ProvisioningDirectory(
                store: store,
                configuration: configuration,
                publication: Publication(limit: configuration.publicationLimit, published: published),
                pages: ListPages(
                    maximumSize: configuration.maximumPageSize,
                    sortCapacity: configuration.sortCapacity,
                    seal: .scim(sealingKey, lifetime: configuration.cursorLifetime)
                ),
                limits: limits
            ),
            now: now,
            limits: limits,
            log: ProvisioningLog(logger: logger, monotonicNow: monotonicNow),
            journal: journal
        )
    }

    /// Adds the routes. Where the context is a ``PeerContext``, work ends when its peer leaves. Nothing else may be mounted below `/scim/v2/connections`.
    package func add(to router: Router<some RequestContext>) {
        let group = router.group(RouterPath(ProvisioningTarget.mount))
        for method in HTTPRequest.Method.all {
            for path in ["", "**"] as [RouterPath] {
                group.on(path, method: method) { [handler] request, context in
                    let channel = (context as? any PeerContext)?.channel
                    return await handler.respond(to: request, peer: channel.map(PeerWatch.init))
                }
            }
        }
    }
}

extension CursorSeal {
    /// Cursors of SCIM lists. Nothing else that is sealed with the same key opens as one.
    fileprivate static func scim(_ key: SealingKey, lifetime: Duration) -> CursorSeal {
        let purpose = Array("scim\0".utf8)
        return CursorSeal(
            lifetime: lifetime,
            sealing: { bytes, context in key.seal(bytes, context: purpose + context) },
            opening: { bytes, context in key.open(bytes, context: purpose + context) }
        )
    }
}
