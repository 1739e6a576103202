/// What `/access/v1/evaluation` and `/v1/explain` answer, as far as people read it.
struct EvaluationAnswer: Decodable, CustomStringConvertible {
    struct Entity: Decodable {
        var id: String
        var name: String
    }

    struct Chain: Decodable {
        struct Assignment: Decodable {
            var scope: String
            var organization: Entity?
            var origin: String
            var file: String?
            var expiresAt: String?
        }

        struct Permission: Decodable {
            var resourceType: String
            var resourceId: String?
            var action: String
            var conditional: Bool?
        }

        var groups: [Entity]
        var assignment: Assignment
        var roles: [Entity]
        var permission: Permission
    }

    /// A permission that no role gives.
    struct Direct: Decodable {
        var resourceId: String
        var action: String
    }

    /// What would make a denial a permit.
    struct MissingLink: Decodable {
        var kind: String
        var role: Entity?
        var assignment: Chain.Assignment?
        var connection: Entity?
    }

    struct Context: Decodable {
        var reason: String
        var role: String?
        /// What people call the role, where it was asked for.
        var roleName: String?
        var user: String?
        var organization: Entity?
        var chain: Chain?
        var direct: Direct?
        var missingLinks: [MissingLink]?
        /// The roles of which any would do.
        var missing: [Entity]?
        var revision: String
        var asOf: String
        var degraded: Bool?
    }

    var decision: Bool
    var context: Context

    var description: String {
        let role = context.role.map { " by role \(context.roleName ?? $0)" } ?? (decision ? " directly" : "")
        return "\(decision ? "permit" : "deny")  \(context.reason)\(role)\n\(revision)"
    }

    private var revision: String {
        let degraded = context.degraded == true ? " (degraded: the index is behind)" : ""
        return row("revision", "\(context.revision), as of \(context.asOf)\(degraded)")
    }
}

extension EvaluationAnswer {
    /// Every link from the user to the permission, or the nearest one that is missing.
    func explanation(of question: CheckCommand) -> String {
        var lines = ["\(decision ? "permit" : "deny")  \(context.reason)"]
        if let user = context.user { lines.append(row("user", user)) }
        if let organization = context.organization { lines.append(row("organization", organization.name)) }
        if let chain = context.chain {
            lines += chain.rows
        } else if let direct = context.direct {
            lines.append(row("permission", "\(direct.action) on api:\(direct.resourceId), given to the user directly"))
        } else {
            lines.append(row("missing", missing(in: question)))
        }
        return (lines + [revision]).joined(separator: "\n")
    }

    private func missing(in question: CheckCommand) -> String {
        let permission = "\(question.action) on \(question.resource)"
        let roles = list(context.missing?.map(\.name) ?? [])
        let place = question.organization.map { "in organization \($0)" } ?? "in the whole tenant"
        if let links = context.missingLinks?.compactMap(\.sentence), !links.isEmpty { return list(links) }
        return switch context.reason {
        case "stale": "a fresh index: it is older than the freshness limit"
        case "unknown_subject": "the user: no provider has pushed it"
        case "blocked_subject": "an active user: the provider or an administrator has blocked it"
        case "unknown_organization": "the organization: there is none with this id or name"
        case "not_a_member": "a membership: a login there makes one where Auto-Membership is on"
        case "unknown_permission": "a declaration of \(permission)"
        case "condition_not_met": "what the conditions of \(roles) demand"
        case _ where context.missing?.isEmpty == true: "a role that carries \(permission)"
        default: "one of the roles that carry it \(place): \(roles)"
        }
    }
}

extension EvaluationAnswer.Chain {
    fileprivate var rows: [String] {
        let type = permission.resourceType
        let resource = permission.resourceId.map { "\(type):\($0)" } ?? "any \(type)"
        let conditions = permission.conditional == true ? ", under conditions that hold" : ""
        return [
            row("groups", groups.isEmpty ? "none, the role is the user's own" : arrows(groups)),
            row("assignment", "\(roles.first?.name ?? "") \(assignment.place), \(assignment.source)"),
            row("role", arrows(roles)),
            row("permission", "\(permission.action) on \(resource)\(conditions)"),
        ]
    }

    private func arrows(_ entities: [EvaluationAnswer.Entity]) -> String {
        entities.map(\.name).joined(separator: " → ")
    }
}

extension EvaluationAnswer.MissingLink {
    /// Nil where the denial's reason says as much.
    fileprivate var sentence: String? {
        let role = role?.name ?? ""
        return switch kind {
        case "expiry": "role \(role) once more: its assignment ended at \(assignment?.expiresAt ?? "")"
        case "membership": "a membership in the organization"
        case "auto_membership":
            "Auto-Membership for connection \(connection?.name ?? "") in the organization: it is off"
        case "connection": "connection \(connection?.name ?? "") in the organization: it is not enabled there"
        case "scope": "role \(role) in this place: the user has it \(assignment?.place ?? "elsewhere")"
        default: nil
        }
    }
}

extension EvaluationAnswer.Chain.Assignment {
    fileprivate var place: String {
        if scope == "tenant" { return "in the whole tenant" }
        return organization.map { "in organization \($0.name)" } ?? "in the organization"
    }

    fileprivate var source: String { file.map { "declared in \($0)" } ?? "made through the API" }
}
