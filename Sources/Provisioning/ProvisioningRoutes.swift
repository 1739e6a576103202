package import AccessModel
package import DirectoryStorage
import HTTPTypes
package import Hummingbird
package import Logging
import RequestAdmission
import SCIMProtocol
import TokenSigning

/// The SCIM 2.0 endpoint: `/scim/v2/connections/{connection_id}/…`.
///
/// Joins the protocol with the store. A write is answered after it is on disk and `published` has returned, so that a
/// removal that was acknowledged is enforced already. Every answer on resources carries `Rollcall-Revision`.
package struct ProvisioningRoutes: Sendable {
    let handler: ProvisioningHandler

    /// - Parameters:
    ///   - published: returns once the index answers from the revision or a later one; cancellable.
    ///   - history: where what is asked is kept for the connection's administrator.
    ///   - now: the clock of `created`, `lastModified`, of tokens' expiry, and of durations in the log.
    package init(
        store: any DirectoryStore,
        configuration: ProvisioningConfiguration = ProvisioningConfiguration(),
        published: @escaping @Sendable (Revision) async throws -> Void,
        history: ProvisioningHistory,
        now: @escaping Now,
        logger: Logger
    ) {
        handler = ProvisioningHandler(
            configuration: configuration,
            authority: ProvisioningAuthority(store: store, now: now),
            rates: RequestRates(perSecond: configuration.requestsPerSecond),
            directory: ProvisioningDirectory(
                store: store,
                configuration: configuration,
                publication: Publication(published: published, limit: configuration.publicationLimit),
                pages: ListPages(
                    maximumSize: configuration.maximumPageSize,
                    seal: .ofProcess(lifetime: configuration.cursorLifetime)
                )
            ),
            now: now,
            log: ProvisioningLog(logger: logger, now: now),
            history: history
        )
    }

    /// Adds the routes; nothing else may be mounted below `/scim/v2/connections`.
    package func add(to router: Router<some RequestContext>) {
        let group = router.group(RouterPath(ProvisioningTarget.mount))
        for method in Self.methods {
            for path in ["", "**"] as [RouterPath] {
                group.on(path, method: method) { [handler] request, _ in await handler.respond(to: request) }
            }
        }
    }

    /// Those that are not allowed are here too, so that they are refused in SCIM's words.
    private static let methods: [HTTPRequest.Method] = [
        .get, .post, .put, .patch, .delete, .head, .options, .trace,
    ]
}

extension CursorSeal {
    /// What this process sealed, it alone opens: who comes with a cursor after a restart begins again.
    fileprivate static func ofProcess(lifetime: Duration) -> CursorSeal {
        let key = SealingKey.random()
        return CursorSeal(
            lifetime: lifetime,
            sealing: { bytes, context in key.seal(bytes, context: context) },
            opening: { bytes, context in key.open(bytes, context: context) }
        )
    }
}
