import AccessIndex
import AccessModel
import DecisionSocket
import DirectoryStorage
import Foundation
import Logging
import Provisioning
import SCIMProtocol
import ServiceLifecycle
import SystemPackage
import TokenSigning

/// The running program: everything built, in the order of the data's way, and run until a signal ends it.
///
/// Ready, then bound: the store is open, the policies are committed and the index holds them before any socket exists.
struct Sidecar {
    let configuration: RollcallConfiguration
    let logger: Logger
    let now: Now
    let monotonicNow: MonotonicNow
    /// Everywhere that a limit is reached.
    let limits: LimitReports

    init(
        _ configuration: RollcallConfiguration,
        logger: Logger,
        now: @escaping Now,
        monotonicNow: @escaping MonotonicNow
    ) {
        self.configuration = configuration
        self.logger = logger
        self.now = now
        self.monotonicNow = monotonicNow
        limits = LimitReports(clock: monotonicNow) { report in
            logger.warning(
                "limit reached",
                metadata: [
                    "limit": "\(report.limit)", "by": "\(report.holder)", "times": .stringConvertible(report.count),
                ]
            )
        }
    }

    /// Returns after SIGTERM or SIGINT, once everything in flight is answered.
    ///
    /// - Parameter restored: the data come from a backup or a copy, and get a new epoch before anybody sees a revision.
    func run(restored: Bool) async throws {
        umask(0o077)
        // A log that nobody reads any more must not end the process.
        signal(SIGPIPE, SIG_IGN)
        try DescriptorLimit.check(DescriptorLimit.raise())
        let directory = DataDirectory(path: configuration.data)
        try directory.create()
        let lock = try directory.lock()
        defer { try? lock.close() }
        let (keys, sealingKey) = try loadKeys(of: directory)
        let signer = keys.signer
        let types = try configuration.loadTypes()
        let store = try await openStore(of: directory, serving: types, restored: restored)
        let policies = PolicyApplication(directory: configuration.policies, store: store, now: now, logger: logger)
        let application = try await policies.apply()
        logger.info("policies applied", metadata: ["changes": .stringConvertible(application.changes.count)])

        let publisher = try await loadIndex(from: store)
        let certificates = try CertificateSource(configuration.listener)
        let reload = Reload(
            policies: policies,
            keys: keys,
            certificates: certificates,
            published: { try await publisher.reached($0) }
        )
        let readiness = Readiness { [logger, configuration] in
            logger.info(
                "ready",
                metadata: ["socket": "\(configuration.socket)", "scim": "\(configuration.listener.url)"]
            )
        }
        let journal = ProvisioningJournal(store, now: now)
        let management = makeDirectory(store, types, publisher, sealingKey, journal)
        let decisions = try makeDecisionServer(publisher, signer, joining: store)
        try await prepareSockets()
        try await runServices([
            makeFollower(of: store, publisher),
            CancelledService { try await run(decisions, readiness) },
            makeManagement(management, reload, readiness),
            // Before what it notes, so that it ends after the last request.
            CancelledService { await journal.run(logger: logger) },
            makeListener(management, types, publisher, signer, sealingKey, certificates, journal, readiness),
            ReloadService(reload: reload, logger: logger),
            KeyRotationService(keys: keys, logger: logger),
            RetentionService(
                store: store,
                keys: directory.keys,
                revisions: configuration.retainedRevisions,
                age: configuration.retainedAge,
                endedAssignments: configuration.retainedAssignments,
                tokenLifetime: configuration.longestTokenLifetime,
                now: now,
                logger: logger
            ),
        ])
        logger.info("drained")
    }

    /// The store, with a new epoch where its data were restored, in which every unique value has its holder.
    private func openStore(of directory: DataDirectory, serving types: ResourceTypeSet, restored: Bool) async throws
        -> SQLiteDirectoryStore
    {
        if !restored { try directory.checkHome(logger: logger) }
        let store = try directory.openStore(
            reserve: configuration.diskReserve,
            limits: configuration.storeLimits
        ) { [logger, limits] event in
            logger.log(event)
            if case .released = event { limits.reached("disk_reserve_bytes", by: "store") }
        }
        try StoreHome(of: directory)?.record(in: directory)
        if restored {
            let revision = try await store.renewEpoch()
            logger.notice("new epoch", metadata: ["revision": "\(revision)"])
        }
        try await DefinitionSet.apply(types, to: store, at: now())
        return store
    }

    private func run(_ decisions: DecisionServer, _ readiness: Readiness) async throws {
        do {
            try await decisions.run { readiness.bound(.decisions) }
        } catch let error as SocketError {
            throw CommandFailure(error, option: "--socket")
        }
    }

    /// Room for the decision socket's connections comes first.
    func listenerLimits() -> ListenerLimits {
        let wanted = configuration.listener.limits
        let decisions = configuration.peers.maximumConnections
        let limits = wanted.fitting(descriptors: DescriptorLimit.raise(), decisions: decisions)
        if limits.connections < wanted.connections {
            logger.warning(
                "few descriptors",
                metadata: ["provider_connections": .stringConvertible(limits.connections)]
            )
        }
        return limits
    }

    private func loadKeys(of directory: DataDirectory) throws(CommandFailure) -> (SigningKeys, SealingKey) {
        do {
            let keys = try SigningKeys(directory.keys, lead: configuration.token.keyLead, now: now, logger: logger)
            return (keys, try directory.keys.loadOrCreateSealingKey())
        } catch {
            throw CommandFailure("\(error)")
        }
    }

    private func loadIndex(from store: some DirectoryStore) async throws -> SnapshotPublisher {
        let asOf = now()
        let began = monotonicNow()
        let snapshot = try await IndexUpdater.load(from: store)
        let milliseconds = began.duration(to: monotonicNow()) / .milliseconds(1)
        logger.info(
            "index built",
            metadata: [
                "revision": "\(snapshot.revision)", "users": .stringConvertible(snapshot.counts.users),
                "memberships": .stringConvertible(snapshot.counts.memberships),
                "milliseconds": .stringConvertible(Int(milliseconds)),
            ]
        )
        return SnapshotPublisher(snapshot, asOf: asOf)
    }
}
