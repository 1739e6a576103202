import AccessModel
import Foundation
import Logging
import ServiceLifecycle
import Synchronization
import TokenSigning

/// The keys that the running server signs with: the key directory, and what was last loaded of it.
///
/// Blocking, for as long as a few small files take to read.
final class SigningKeys: Sendable {
    let signer: TokenSigner
    let directory: KeyDirectory
    /// How long a key is published before it signs.
    private let lead: Duration
    private let now: Now
    private let logger: Logger
    /// When the next key takes over. Its lock is held for as long as keys are loaded, so that none are loaded over newer
    /// ones.
    private let next: Mutex<Timestamp?>

    /// Makes the first key where there is none, and says so.
    init(_ directory: KeyDirectory, lead: Duration, now: @escaping Now, logger: Logger) throws(SigningError) {
        let instant = now()
        _ = try directory.loadOrCreate(at: instant) { logger.logNewKey($0) }
        let advance = try directory.advance(at: instant, publishing: lead)
        logger.log(advance)
        signer = TokenSigner(try directory.load())
        self.directory = directory
        self.lead = lead
        self.now = now
        self.logger = logger
        next = Mutex(advance.next)
    }

    /// Reads the directory again, and lets the next key sign where its time has come. After an error the keys of before
    /// stay.
    func load() throws(SigningError) {
        let result = next.withLock { next in
            Result { () throws(SigningError) in
                let advance = try directory.advance(at: now(), publishing: lead)
                signer.replace(try directory.load())
                logger.log(advance)
                next = advance.next
            }
        }
        try result.get()
    }

    /// Ids of the keys that verifiers are told of; the first one signs.
    var publishedIDs: [String] { signer.keySet.keys.map(\.keyID) }

    /// Loads once the next key's time has come; returns whether it had.
    func loadIfDue() throws(SigningError) -> Bool {
        let instant = now()
        guard next.withLock({ $0.map { $0 <= instant } ?? false }) else { return false }
        try load()
        return true
    }
}

/// Lets the next key sign as soon as its time has come.
struct KeyRotationService: Service {
    private static let interval = Duration.seconds(1)

    var keys: SigningKeys
    var logger: Logger

    func run() async throws {
        await cancelWhenGracefulShutdown {
            var hasFailed = false
            while (try? await Task.sleep(for: Self.interval)) != nil {
                do throws(SigningError) {
                    hasFailed = try keys.loadIfDue() ? false : hasFailed
                } catch {
                    // Said once, and tried again: the key of before signs until then.
                    if !hasFailed { logger.error("the next signing key cannot take over", error: error) }
                    hasFailed = true
                }
            }
        }
    }
}

extension Logger {
    func logNewKey(_ record: KeyRecord) {
        notice(
            "signing key made: tokens that are about can only be verified with the keys of before",
            metadata: ["kid": "\(record.id)", "alg": "\(record.algorithm.rawValue)"]
        )
    }

    func log(_ advance: KeyDirectory.Advance) {
        if let key = advance.scheduled, let instant = advance.next {
            notice(
                "signing key published, not signing yet",
                metadata: ["kid": "\(key.id)", "signs_from": "\(instant)"]
            )
        }
        if let key = advance.activated { notice("signing key took over", metadata: ["kid": "\(key.id)"]) }
    }
}
