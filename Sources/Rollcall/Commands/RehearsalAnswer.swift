/// What a change would do to whom, as the management API answers a rehearsal.
struct RehearsalAnswer: Decodable, CustomStringConvertible {
    struct Effect: Decodable {
        struct Matter: Decodable {
            var type: String
            var name: String
            var resourceType: String?
            var resourceId: String?

            var text: String {
                switch type {
                case "role": name
                case "permission": "\(name) on \(resourceType ?? ""):\(resourceId ?? "any")"
                default: "\(type) (\(name))"
                }
            }
        }

        var userId: String
        /// Name of the organization; nil is the whole tenant.
        var organization: String?
        var gains: [Matter]
        var loses: [Matter]

        var line: String {
            let changes = gains.map { "+ \($0.text)" } + loses.map { "- \($0.text)" }
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
