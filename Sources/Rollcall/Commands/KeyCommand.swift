import AccessModel
import ArgumentParser
import Foundation
import TokenSigning

struct KeyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "key",
        abstract: "Look after the keys that sign.",
        discussion: """
            The keys are PEM files in DATA/keys. A running server takes up what changed at once; a retired key stays \
            published for as long as tokens that it signed can live.

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
        try await admin.tellServer(configuration)
        try admin.show([record]) { "made \($0)" }
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
        abstract: "Retire the key that signs; the next in line takes over, or a new one.",
        discussion: """
              rollcall key rotate --data /var/lib/rollcall
            """
    )

    @Option(help: "ES256, EdDSA, RS256 or PS256. Default: the next key in line, or the retired key's algorithm.")
    var algorithm: SignatureAlgorithm?

    @OptionGroup var admin: AdminOptions

    func run() async throws {
        let configuration = try await admin.configuration()
        let record = try refusingSigningErrors {
            try configuration.dataDirectory.keys.rotate(to: algorithm, at: Timestamp.now())
        }
        try await admin.tellServer(configuration)
        try admin.show([record]) { "now signs: \($0)" }
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
    /// Lets a running server load the keys; without one, the next start does.
    fileprivate func tellServer(_ configuration: RollcallConfiguration) async throws {
        guard FileManager.default.fileExists(atPath: configuration.adminSocket) else { return }
        do {
            _ = try await Answer.ask(configuration.adminSocket, "POST", "/api/v2/reload", within: AdminOptions.patience)
        } catch let failure as CommandFailure {
            StandardError.write(
                "rollcall: the keys are changed, but no running server took them up: \(failure.message)\n"
            )
        }
    }

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

    init(_ record: KeyRecord) {
        kid = record.id
        alg = record.algorithm.rawValue
        state = record.stateText
        created = record.created.description
    }
}
