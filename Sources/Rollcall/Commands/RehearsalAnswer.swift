/// What a change would do to whom, as the management API answers a rehearsal.
struct RehearsalAnswer: Decodable, CustomStringConvertible {
    struct Effect: Decodable {
        struct Role: Decodable {
            var name: String
        }

        var userId: String
        /// Name of the organization; nil is the whole tenant.
        var organization: String?
        var gains: [Role]
        var loses: [Role]

        var line: String {
            let changes = gains.map { "+\($0.name)" } + loses.map { "-\($0.name)" }
            return ([userId] + changes + (organization.map { ["in \($0)"] } ?? [])).joined(separator: "  ")
        }
    }

    var usersAffected: Int
    var effects: [Effect]
    var effectsOmitted: Int

    var description: String {
        let count = usersAffected == 1 ? "1 user" : "\(usersAffected) users"
        let rest = effectsOmitted == 0 ? [] : ["and \(effectsOmitted) more"]
        return (["nothing was changed; it would change what \(count) can do"] + effects.map(\.line) + rest)
            .joined(separator: "\n")
    }
}
