import DecisionSocket
import Foundation

/// Lets a running server load the keys that a command has changed, and finds out whether it has.
struct KeyUptake {
    private struct Reloaded: Decodable {
        var keys: [String]
    }

    private let configuration: RollcallConfiguration

    init(_ configuration: RollcallConfiguration) {
        self.configuration = configuration
    }

    /// Succeeds once a running server says that it publishes keys of which `isDone` holds, or where no server works on the
    /// data directory, which is said on standard error. Else the failure says what is to be done.
    ///
    /// - Parameter deed: what the server does then, as "publishes the key".
    func result(_ deed: String, _ isDone: ([String]) -> Bool) async -> Result<Void, any Error> {
        do {
            return .success(try await check(deed, isDone))
        } catch {
            return .failure(error)
        }
    }

    private func check(_ deed: String, _ isDone: ([String]) -> Bool) async throws {
        guard await isAnswered() else {
            guard configuration.dataDirectory.isInUse else {
                return StandardError.write("rollcall: no server is running: the next start takes the keys up\n")
            }
            throw CommandFailure(
                "the keys on disk are changed, but the server that works on `\(configuration.data)` does not answer at "
                    + "`\(configuration.adminSocket)`: name its socket with --admin-socket, or send it SIGHUP"
            )
        }
        guard isDone(try await publishedKeys()) else {
            throw CommandFailure(
                "the keys on disk are changed, but the server at `\(configuration.adminSocket)` works on another data "
                    + "directory than `\(configuration.data)`, and none of it \(deed)"
            )
        }
    }

    private func isAnswered() async -> Bool {
        guard let client = try? await DecisionClient(path: configuration.adminSocket) else { return false }
        await client.close()
        return true
    }

    /// Policies or certificates that do not load hold up no keys, but say nothing of them either: the key set does.
    private func publishedKeys() async throws -> [String] {
        do {
            let answer = try await Answer.ask(
                configuration.adminSocket,
                "POST",
                "/api/v2/reload",
                within: AdminOptions.patience
            )
            return try answer.decoded(as: Reloaded.self).keys
        } catch let failure as CommandFailure {
            guard let keys = try? await keySet() else {
                throw CommandFailure(
                    "the keys on disk are changed, but the server refused to reload: \(failure.message)"
                )
            }
            StandardError.write("rollcall: the server refused a part of the reload: \(failure.message)\n")
            return keys
        }
    }

    private func keySet() async throws -> [String] {
        struct KeySet: Decodable {
            struct Key: Decodable {
                var kid: String
            }

            var keys: [Key]
        }
        let limit = AdminOptions.patience
        let answer = try await Answer.ask(configuration.socket, "GET", "/.well-known/jwks.json", within: limit)
        return try answer.decoded(as: KeySet.self).keys.map(\.kid)
    }
}
