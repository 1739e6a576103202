import AccessModel
import Logging
import ServiceLifecycle
import TokenSigning
import UnixSignals

/// Reads policies, keys and certificates again. Each part that does not load keeps its last good state.
struct Reload: Sendable {
    var policies: PolicyApplication
    var keys: KeyDirectory
    var signer: TokenSigner
    var certificates: CertificateSource?

    /// Returns a line for each change; throws one failure that names everything that was refused.
    func callAsFunction() async throws(CommandFailure) -> [String] {
        var changes: [String] = []
        var refusals: [String] = []
        do {
            changes += try await policies.apply()
        } catch {
            refusals.append(error.message)
        }
        do {
            signer.replace(try keys.load())
        } catch {
            refusals.append("\(error)")
        }
        do {
            try certificates?.load()
        } catch {
            refusals.append(error.message)
        }
        guard refusals.isEmpty else { throw CommandFailure(refusals.joined(separator: "\n")) }
        return changes
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
                logger.notice("reloaded", metadata: ["changes": "\(changes.count)"])
            } catch {
                logger.error("reload refused, the last good state stays: \(error.message)")
            }
        }
    }
}
