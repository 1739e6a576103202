import DirectoryStorage
import Testing

/// One place where a store keeps its data, empty at first. An engine is held to the contract by handing one of these to
/// every case of ``StoreContract/cases``.
struct StoreFixture: Sendable {
    /// Opens the store; again and again, as other processes would.
    let open: @Sendable () async throws -> any DirectoryStore
}

/// What every engine of the directory store must do, as sentences with their proof.
struct StoreContract: Sendable, CustomTestStringConvertible {
    let sentence: String
    let verify: @Sendable (StoreFixture) async throws -> Void

    var testDescription: String { sentence }

    init(_ sentence: String, _ verify: @escaping @Sendable (StoreFixture) async throws -> Void) {
        self.sentence = sentence
        self.verify = verify
    }

    static let cases =
        revisions + feed + histories + users + blocks + groups + members + lists + resources + organizations
        + attributes + roles
        + ownedRoles
        + assignments + groupLists + policy + provisioning + tokens + clients + rehearsals
        + commits + waysBack
}
