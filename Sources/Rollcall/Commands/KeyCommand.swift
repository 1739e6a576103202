import AccessModel
import ArgumentParser
import Foundation
import TokenSigning

struct KeyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "key",
        abstract: "Look after the keys that sign.",
        discussion: """
            The keys are PEM files in DATA/keys. A running server takes up what changed at once, and the commands say \
            whether it has; a retired key stays published for as long as tokens that it signed can live.

              rollcall key list
              rollcall key new --algorithm EdDSA
              rollcall key rotate
            """,
        subcommands: [NewKeyCommand.self, ListKeysCommand.self, RotateKeysCommand.self]
    )
}

struct NewKeyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "new",
        abstract: "Make a key and publish it; it signs after the next rotation.",
        discussion: """
              rollcall key new --algorithm EdDSA --data /var/lib/rollcall
            """
    )

    @Option(help: "ES256, EdDSA, RS256 or PS256.")
    var algorithm = SignatureAlgorithm.ES256

    @OptionGroup var admin: AdminOptions

    func run() async throws {
        let configuration = try await admin.configuration()
        let record = try refusingSigningErrors {
            try configuration.dataDirectory.keys.new(algorithm, at: Timestamp.now())
        }
        try admin.show([record]) { "made \($0)" }
        try await KeyUptake(configuration).result("publishes the key") { $0.contains(record.id) }.get()
    }
}

struct ListKeysCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "Show the keys; nothing secret.",
        discussion: """
              rollcall key list --data /var/lib/rollcall
            """
    )

    @OptionGroup var admin: AdminOptions

    func run() async throws {
        let configuration = try await admin.configuration()
        let records = try refusingSigningErrors { try configuration.dataDirectory.keys.list() }
        try admin.show(records) { $0 }
    }
}

struct RotateKeysCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rotate",
        abstract: "Let another key sign: the next in line, or a new one.",
        discussion: """
            The server publishes the key now and signs with it once verifiers that keep the key set have fetched it: after \
            `token.key_lead_time`, an hour by default. Until then the old key signs. --now is for a key that must not sign \
            any more: verifiers that have not fetched the new one refuse its tokens until they do.

              rollcall key rotate --data /var/lib/rollcall
              rollcall key rotate --data /var/lib/rollcall --now
            """
    )

    @Option(help: "ES256, EdDSA, RS256 or PS256. Default: the next key in line, or the retired key's algorithm.")
    var algorithm: SignatureAlgorithm?

    @Flag(help: "Sign with it at once, before verifiers can know it.")
    var now = false

    @OptionGroup var admin: AdminOptions

    func run() async throws {
        let configuration = try await admin.configuration()
        let keys = configuration.dataDirectory.keys
        if now { return try await rotateNow(keys, configuration) }
        let record = try refusingSigningErrors { try keys.requestRotation(to: algorithm, at: Timestamp.now()) }
        let uptake = await KeyUptake(configuration).result("publishes the key") { $0.contains(record.id) }
        // The server, where there is one, has said by now when the key takes over.
        let current = try refusingSigningErrors { try keys.list() }.first { $0.id == record.id }
        try admin.show([current ?? record]) { "takes over: \($0)" }
        try uptake.get()
    }

    private func rotateNow(_ keys: KeyDirectory, _ configuration: RollcallConfiguration) async throws {
        let record = try refusingSigningErrors { try keys.rotate(to: algorithm, at: Timestamp.now()) }
        let uptake = await KeyUptake(configuration).result("signs with the key") { $0.first == record.id }
        try admin.show([record]) { "signs: \($0)" }
        try uptake.get()
    }
}

extension SignatureAlgorithm: ExpressibleByArgument {}

/// Runs `body`; what signing refuses becomes a sentence for the reader.
private func refusingSigningErrors<Value>(_ body: () throws -> Value) throws -> Value {
    do {
        return try body()
    } catch let error as SigningError {
        throw CommandFailure("\(error)")
    }
}

extension AdminOptions {
    fileprivate func show(_ records: [KeyRecord], describe: (String) -> String) throws {
        guard json else {
            return print(records.map { describe($0.line) }.joined(separator: "\n"))
        }
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        print(String(decoding: try encoder.encode(records.map(KeyBody.init)), as: UTF8.self))
    }
}

extension KeyRecord {
    fileprivate var line: String { "\(id)  \(algorithm.rawValue)  \(stateText)  created \(created)" }

    fileprivate var stateText: String {
        switch state {
        case .upcoming: "upcoming"
        case .next(nil): "next, signs once a server has published it for long enough"
        case .next(let instant?): "next, signs from \(instant)"
        case .active: "active"
        case .retired(let instant): "retired \(instant)"
        }
    }
}

private struct KeyBody: Encodable {
    var kid: String
    var alg: String
    var state: String
    var created: String
    /// When the next key takes over.
    var activates: String?

    init(_ record: KeyRecord) {
        kid = record.id
        alg = record.algorithm.rawValue
        state = record.stateText
        created = record.created.description
        if case .next(let instant) = record.state {
            state = "next"
            activates = instant?.description
        }
    }
}
