import AccessIndex
import AccessModel
import Administration
import DecisionSocket
import DirectoryStorage
import Foundation
import Hummingbird
import HummingbirdTLS
import Logging
import NIOCore
import Provisioning
import ServiceLifecycle
import TokenSigning
import UnixSignals

/// The running program: everything built, in the order of the data's way, and run until a signal ends it.
///
/// Ready, then bound: the store is open, the policies are committed and the index holds them before any socket exists.
struct Sidecar {
    private let configuration: RollcallConfiguration
    private let logger: Logger
    private let now: Now

    init(_ configuration: RollcallConfiguration, logger: Logger, now: @escaping Now) {
        self.configuration = configuration
        self.logger = logger
        self.now = now
    }

    /// Returns after SIGTERM or SIGINT, once everything in flight is answered.
    func run() async throws {
        umask(0o077)
        let directory = DataDirectory(path: configuration.data)
        try directory.create()
        let keys = try directory.keys(keeping: configuration.token.maximumLifetime)
        let signer = TokenSigner(try keys.loadOrCreate(now: now()))
        let store = try directory.openStore()
        let policies = PolicyApplication(directory: configuration.policies, store: store)
        logger.info("policies applied", metadata: ["changes": "\(try await policies.apply().count)"])

        let publisher = try await loadIndex(from: store)
        let updater = makeUpdater(from: store, to: publisher)
        let certificates = try CertificateSource(configuration.listener)
        let reload = Reload(policies: policies, keys: keys, signer: signer, certificates: certificates, now: now)
        try await runServices([
            CancelledService(name: "index") { await updater.run() },
            CancelledService(name: "decision socket") { [self] in
                try await makeDecisionServer(publisher, signer, joining: store).run()
            },
            try makeManagement(store, reload),
            try makeProvisioning(store, publisher, signer, certificates),
            ReloadService(reload: reload, logger: logger),
        ])
        logger.info("drained")
    }

    private func loadIndex(from store: some DirectoryStore) async throws -> SnapshotPublisher {
        let began = now()
        let snapshot = try await IndexUpdater.load(from: store)
        let milliseconds = now().since(began) / .milliseconds(1)
        logger.info(
            "index built",
            metadata: [
                "revision": "\(snapshot.revision)", "users": "\(snapshot.counts.users)",
                "memberships": "\(snapshot.counts.memberships)", "milliseconds": "\(Int(milliseconds))",
            ]
        )
        return SnapshotPublisher(snapshot, asOf: began)
    }
}
