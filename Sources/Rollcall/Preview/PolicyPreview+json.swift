import AccessIndex
import AccessModel
import DirectoryStorage

extension PolicyPreview {
    /// All of it, for programs.
    func json() throws -> String {
        try JSONText.text(Document(self))
    }
}

private struct Document: Encodable {
    struct Effect: Encodable {
        var effect: AccessEffect.Direction
        var kind: String
        var organization: String?
        var count: Int
        var users: [String]
        // Of a lookup
        var connection: String?
        var userIDAttribute: String?
        // Of a login
        var reason: String?
        // Of a role
        var role: String?
        var level: AccessEffect.Level?
        // Of a permission
        var permission: String?
        var resourceType: String?
        var resourceID: String?
        var action: String?
        var roles: [String]?
    }

    var records: [String]
    var refused: [String]
    var effects: [Effect]
    var usersGaining: Int
    var usersLosing: Int

    init(_ preview: PolicyPreview) {
        records = preview.entries.map(\.sentence)
        refused = preview.refusals.map(\.description)
        effects = preview.findings.map { Effect($0) }
        usersGaining = preview.gaining
        usersLosing = preview.losing
    }
}

extension Document.Effect {
    fileprivate init(_ finding: AccessEffects.Finding) {
        self.init(
            effect: finding.effect.direction,
            kind: finding.effect.matter.kind,
            organization: finding.organization?.name,
            count: finding.count,
            users: finding.users.map(\.rawValue)
        )
        switch finding.effect.matter {
        case .lookup(let attribute, let connection):
            self.connection = connection
            userIDAttribute = attribute.rawValue
        case .login(let refusal):
            reason = refusal.rawValue
        case .role(_, let name, let level):
            role = name
            self.level = level
        case .permission(let entitlement, let names):
            permission = entitlement.sentence
            resourceType = entitlement.resourceType
            resourceID = entitlement.resourceID
            action = entitlement.action
            roles = names
        }
    }
}

extension AccessEffect.Matter {
    fileprivate var kind: String {
        switch self {
        case .lookup: "lookup"
        case .login: "login"
        case .role: "role"
        case .permission: "permission"
        }
    }
}
