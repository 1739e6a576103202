import ArgumentParser

/// The user a question is about.
struct SubjectArgument: ParsableArguments {
    @Argument(help: "The user: `strategy|connection|provider id`, or the provider's own id with --connection.")
    var user: String

    @Option(help: "The connection (id or name) that the user logs in through.")
    var connection: String?

    /// The connection as far as the user's id is looked up in it: an id with bars says it itself.
    var connectionToAsk: String? { user.contains("|") ? nil : connection }

    /// The subject as the wire wants it.
    var body: [String: Any] {
        guard let connection = connectionToAsk else { return ["type": "user", "id": user] }
        return ["type": "user", "id": user, "properties": ["connection": connection]]
    }
}
