import ArgumentParser
import PolicyCompilation

struct CheckCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Ask whether a user may do something.",
        discussion: """
            Exits 0 for a permit and 3 for a denial.

              rollcall check 'okta|acme-okta|00u1mayareyes' read:invoices api:https://api.ledgerline.example
              rollcall check 'okta|acme-okta|00u1mayareyes' approve:invoices \\
                api:https://api.ledgerline.example --organization acme --property context.amount=900
              rollcall check 'okta|acme-okta|00u1mayareyes' read:invoices \\
                api:https://api.ledgerline.example --organization acme --explain
            """
    )

    @OptionGroup var subject: SubjectArgument

    @Argument(help: "The action, such as a permission's name.")
    var action: String

    @Argument(help: "The resource as TYPE:ID; an API's permission is on `api:IDENTIFIER`.")
    var resource: String

    @Option(help: "Ask within this organization (id or name).")
    var organization: String?

    @Option(help: "A property for conditions, such as `context.amount=900` or `resource.owner=maria`.")
    var property: [PropertyArgument] = []

    @Flag(help: "Show how: the groups, the assignment, the roles and the permission; for a denial, what is missing.")
    var explain = false

    @OptionGroup var client: ClientOptions

    func run() async throws {
        let question = try self.question()
        let answer = try await client.ask("POST", explain ? "/v1/explain" : "/access/v1/evaluation", body: question)
        var evaluation = try answer.decoded(as: EvaluationAnswer.self)
        if !explain, !client.json { evaluation.context.roleName = await roleName(in: evaluation, of: question) }
        try client.show(answer) { _ in explain ? evaluation.explanation(of: self) : evaluation.description }
        guard evaluation.decision else { throw ExitCode.deny }
    }

    /// A decision names its role by id. Nil where this peer may not ask for more, or where the answer is another by now.
    private func roleName(in evaluation: EvaluationAnswer, of question: [String: Any]) async -> String? {
        guard evaluation.decision, let answer = try? await client.ask("POST", "/v1/explain", body: question),
            let explained = try? answer.decoded(as: EvaluationAnswer.self)
        else { return nil }
        return explained.context.role == evaluation.context.role ? explained.context.chain?.roles.first?.name : nil
    }

    private func question() throws -> [String: Any] {
        let parts = resource.split(separator: ":", maxSplits: 1)
        guard parts.count == 2 else {
            throw ValidationError("`\(resource)` is no resource: write TYPE:ID, such as `report:q3`")
        }
        var entities: [String: [String: Any]] = [
            "subject": subject.body,
            "action": ["name": action],
            "resource": ["type": String(parts[0]), "id": String(parts[1])],
            "context": [:],
        ]
        for property in property {
            guard property.source != "context" else {
                entities["context"]?[property.name] = property.value
                continue
            }
            var properties = entities[property.source]?["properties"] as? [String: Any] ?? [:]
            properties[property.name] = property.value
            entities[property.source]?["properties"] = properties
        }
        if let organization { entities["context"]?["organization"] = organization }
        return entities
    }
}

/// `SOURCE.NAME=VALUE`, where a value that JSON takes for a number or Boolean is one.
struct PropertyArgument: ExpressibleByArgument {
    var source: String
    var name: String
    var text: String

    init?(argument: String) {
        let sides = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        let path = sides[0].split(separator: ".", maxSplits: 1)
        guard sides.count == 2, path.count == 2 else { return nil }
        guard ["subject", "resource", "action", "context"].contains(path[0]) else { return nil }
        source = String(path[0])
        name = String(path[1])
        text = String(sides[1])
    }

    var value: Any {
        if let boolean = Bool(text) { return boolean }
        return text.isJSONNumber ? NumberText(text: text) : text
    }
}
