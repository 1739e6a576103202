import AccessIndex
import AccessModel
import DirectoryStorage

extension PolicyPreview: CustomStringConvertible {
    /// Records, then by place what is gained and lost, each with the number of users and the first of them.
    var description: String {
        guard !entries.isEmpty else { return "no difference: the store holds these policies" }
        let records = entries.map(\.sentence)
        guard refusals.isEmpty else {
            return (records + refusals.map { "would be refused: \($0)" }).map(\.printable).joined(separator: "\n")
        }
        var lines = records
        var place: String??
        for finding in findings {
            if place != .some(finding.organization?.name) {
                lines += ["", finding.organization.map { "in \($0.name):" } ?? "in the whole tenant:"]
                place = .some(finding.organization?.name)
            }
            lines += finding.lines
        }
        return (lines + ["", summary]).map(\.printable).joined(separator: "\n")
    }

    private var summary: String {
        guard gaining + losing > 0 else { return "nobody gains or loses anything" }
        return "\(Self.users(gaining, "gains", "gain")) something, \(Self.users(losing, "loses", "lose")) something"
    }

    fileprivate static func users(_ count: Int, _ singular: String, _ plural: String) -> String {
        count == 1 ? "1 user \(singular)" : "\(count) users \(plural)"
    }
}

extension PolicyDiff.Entry {
    /// For example `changed role Approver`.
    var sentence: String { "\(action.rawValue) \(kind.rawValue) \(name)" }
}

extension AccessEffects.Finding {
    fileprivate var lines: [String] {
        let sign = effect.direction == .gain ? "+" : "-"
        let number = count == 1 ? "1 user" : "\(count) users"
        let more = count > users.count ? ["      and \(count - users.count) more"] : []
        return ["  \(sign) \(matter): \(number)"] + users.map { "      \($0)" } + more
    }

    private var matter: String {
        switch effect.matter {
        case .lookup(let attribute, let connection): "found in \(connection) by \(attribute.rawValue)"
        case .login(let refusal): effect.direction == .gain ? "login" : "login (\(refusal.rawValue))"
        case .role(_, let name, .tenant) where organization != nil: "tenant role \(name)"
        case .role(_, let name, _): "role \(name)"
        case .permission(let entitlement, let roles):
            "\(entitlement.sentence) (\(roles.isEmpty ? "directly" : roles.joined(separator: ", ")))"
        }
    }
}

extension String {
    /// Without what a terminal would obey: names and ids come from others.
    var printable: String {
        String(String.UnicodeScalarView(unicodeScalars.map { $0.isPrintable ? $0 : "\u{FFFD}" }))
    }
}

extension Unicode.Scalar {
    fileprivate var isPrintable: Bool {
        switch properties.generalCategory {
        case .control, .lineSeparator, .paragraphSeparator, .surrogate, .format: false
        default: true
        }
    }
}
