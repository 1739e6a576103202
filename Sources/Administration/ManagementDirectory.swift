import HTTPTypes
package import AccessIndex
package import AccessModel
package import DirectoryStorage
package import TokenSigning

/// What the operations of the management API work on.
package struct ManagementDirectory: Sendable {
    package let store: any DirectoryStore
    /// What a SCIM token may be good for, such as `get:users`.
    let tokenScopes: [String]
    /// The newest state of the index.
    let snapshot: @Sendable () -> IndexSnapshot
    let publication: Publication
    /// What cursors are sealed with.
    let seal: SealingKey
    let settings: ManagementSettings
    let provisioningLog: ProvisioningLog
    let now: Now
    /// Works out what dry runs would do.
    let dryRuns = ThreadExecutor(name: "dry-runs")

    /// Shows the last requests of a connection's provider, the latest first.
    package typealias ProvisioningLog = @Sendable (Connection.ID) async throws -> [ProvisioningEvent]

    /// - Parameters:
    ///   - tokenScopes: everything that a SCIM token may be good for, and what a new one is good for.
    ///   - snapshot: the newest state of the index.
    ///   - published: returns once the index answers from the revision or a later one; cancellable.
    ///   - seal: a key of the data directory, so that cursors outlive the process.
    ///   - provisioningLog: nil shows what has been written to the store.
    package init(
        store: any DirectoryStore,
        tokenScopes: [String],
        snapshot: @escaping @Sendable () -> IndexSnapshot,
        published: @escaping @Sendable (Revision) async throws -> Void,
        seal: SealingKey,
        settings: ManagementSettings = ManagementSettings(),
        provisioningLog: ProvisioningLog? = nil,
        now: @escaping Now
    ) {
        self.store = store
        self.tokenScopes = tokenScopes
        self.snapshot = snapshot
        self.publication = Publication(published: published)
        self.seal = seal
        self.settings = settings
        self.provisioningLog =
            provisioningLog ?? { id in try await store.read { try $0.provisioningEvents(of: id) } }
        self.now = now
    }
}
