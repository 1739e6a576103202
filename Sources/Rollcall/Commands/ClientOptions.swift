import AccessModel
import ArgumentParser
import DecisionSocket
import Foundation

/// Where a client command finds the server, and how it prints.
struct ClientOptions: ParsableArguments {
    @Option(help: "Path of the decision socket. Default: DATA/rollcall.sock.")
    var socket: String?

    @Option(help: "The server's data directory. Default: .rollcall.")
    var data: String?

    @Option(help: "A YAML configuration file.")
    var config: String?

    @Flag(help: "Print the server's answer as JSON.")
    var json = false

    /// What a question to the decision socket may take.
    private static let patience = Duration.seconds(10)

    /// Asks the decision socket one question.
    func ask(
        _ method: String,
        _ path: String,
        body: [String: Any]? = nil,
        within limit: Duration = Self.patience
    ) async throws -> Answer {
        let configuration = try await RollcallConfiguration.read(
            flags: ["socket": socket, "data": data].compactMapValues { $0 },
            file: config
        )
        return try await Answer.ask(configuration.socket, method, path, body: body, within: limit)
    }

    /// Prints the answer's JSON if that was asked for, and otherwise what `describe` makes of it.
    func show(_ answer: Answer, describe: (Answer) throws -> String) throws {
        print(json ? answer.text : try describe(answer))
    }
}

/// What a server said.
struct Answer {
    var status: Int
    var body: Data

    var text: String { String(decoding: body, as: UTF8.self) }

    /// Reads the body as `Value`, whose properties are spelled in the wire's snake case.
    func decoded<Value: Decodable>(as type: Value.Type = Value.self) throws -> Value {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        do {
            return try decoder.decode(type, from: body)
        } catch {
            throw CommandFailure("the server's answer is not understood: \(text)")
        }
    }

    /// Sends one request over a Unix socket. Anything but a 2xx is a failure with the server's own sentence, and so is no
    /// answer within the limit.
    static func ask(
        _ socket: String,
        _ method: String,
        _ path: String,
        body: [String: Any]? = nil,
        within limit: Duration
    ) async throws -> Answer {
        let bytes = try body.map { try JSONBody.bytes($0) } ?? []
        do {
            let client = try await DecisionClient(path: socket)
            let response = try await client.send(method, path, body: bytes, within: limit)
            await client.close()
            let answer = Answer(status: response.status, body: Data(response.body))
            guard (200..<300).contains(answer.status) else { throw answer.refusal }
            return answer
        } catch let error as SocketError {
            throw CommandFailure("\(error)\(method == "GET" ? "" : error.doubt)")
        }
    }

    /// The sentence in an error body: a JSON string, or the `message` of a management API error. 400 is a question that
    /// makes no sense.
    private var refusal: CommandFailure {
        let parsed = try? JSONSerialization.jsonObject(with: body, options: .fragmentsAllowed)
        let message = (parsed as? String) ?? ((parsed as? [String: Any])?["message"] as? String)
        let sentence = message ?? "the server answered \(status): \(text)"
        return CommandFailure(sentence, exitCode: status == 400 ? .usage : .failure)
    }
}

extension SocketError {
    /// What is to be said of a write that was sent and not answered.
    fileprivate var doubt: String {
        switch self {
        case .closed, .noAnswer, .malformedAnswer: "; whether it was done is not known: look before you try again"
        case .inUse, .notASocket, .pathTooLong, .directoryUnusable, .cannotBind, .noServer, .permissionDenied,
            .cannotConnect:
            ""
        }
    }
}
