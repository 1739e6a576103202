import AccessIndex
import AccessModel
import ArgumentParser
import DirectoryStorage
import Foundation

struct DiffPolicyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "diff",
        abstract:
            "Preview what a policy directory would change in the live store: records, and who gains or loses what.",
        discussion: """
            Changes nothing, and works beside a running server. People of a connection with Auto-Membership count as \
            members, because their next login makes them so.

              rollcall policy diff policies --data /var/lib/rollcall
            """
    )

    @OptionGroup var policies: PolicyDirectoryArgument

    @Option(help: "The server's data directory. Default: .rollcall.")
    var data: String?

    @Option(help: "A YAML configuration file.")
    var config: String?

    func run() async throws {
        let model = try PolicySet.compile(policies.directory)
        let configuration = try await RollcallConfiguration.read(
            flags: ["data": data].compactMapValues { $0 },
            file: config
        )
        let directory = configuration.dataDirectory
        guard FileManager.default.fileExists(atPath: directory.storePath) else {
            throw CommandFailure("`\(directory.storePath)` is not there: name the server's data directory with --data")
        }
        let preview = try await PolicyPreview(of: model, on: try directory.openStore())
        print(policies.json ? try preview.json() : preview.description)
    }
}

/// What a role model would change, records and people.
struct PolicyPreview: CustomStringConvertible {
    /// One role that a user gains or loses at one level.
    struct RoleDifference {
        var user: User.ID
        var role: String
        /// Nil is the whole tenant.
        var organization: String?
        var isGain: Bool
    }

    private(set) var records: [String] = []
    private(set) var people: [RoleDifference] = []

    init(of model: RoleModel, on store: some DirectoryStore) async throws {
        let diff = try await store.read { try $0.policyDiff(to: model) }
        records = diff.entries.map { "\($0.action.rawValue) \($0.kind.rawValue) \($0.name)" }
        guard !diff.isEmpty else { return }
        let current = try await IndexUpdater.load(from: store)
        let future = current.applying([ChangeSet(revision: current.revision.next, changes: diff.changes)])
        let users = try await store.read { reader in
            var users: [User] = []
            for connection in try reader.connections() {
                try reader.scanUsers(in: connection.id) { record in
                    users.append(record.user)
                    return .next
                }
            }
            return users
        }
        compare(users, Comparison(current, future, links: try await Self.links(store, model)))
    }

    /// The organizations that each connection may lead to, before and after.
    private static func links(
        _ store: some DirectoryStore,
        _ model: RoleModel
    ) async throws -> [Connection.ID: Set<Organization.ID>] {
        let present = try await store.read { reader in
            try reader.organizations().flatMap { try reader.organizationConnections(of: $0.id) }
        }
        var links: [Connection.ID: Set<Organization.ID>] = [:]
        for link in present + model.organizationConnections where link.assignsMembershipOnLogin {
            links[link.connection, default: []].insert(link.organization)
        }
        return links
    }

    private mutating func compare(_ users: [User], _ comparison: Comparison) {
        for user in users {
            people += comparison.differences(of: user, in: nil)
            for organization in (comparison.links[user.connection] ?? []).sorted() {
                people += comparison.differences(of: user, in: organization)
            }
        }
    }

    var description: String {
        guard !records.isEmpty else { return "no difference: the store holds these policies" }
        let lines = people.map { difference in
            let place = difference.organization.map { " in \($0)" } ?? ""
            return "\(difference.isGain ? "+" : "-") \(difference.user)  \(difference.role)\(place)"
        }
        let gains = people.count { $0.isGain }
        let summary = "\(gains) roles gained, \(people.count - gains) lost"
        return (records + [""] + lines + [summary]).joined(separator: "\n")
    }

    func json() throws -> String {
        let rows = people.map { difference in
            var row = [
                "user": difference.user.rawValue, "role": difference.role,
                "effect": difference.isGain ? "gain" : "loss",
            ]
            row["organization"] = difference.organization
            return row
        }
        let object: [String: Any] = ["records": records, "people": rows]
        let options: JSONSerialization.WritingOptions = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try JSONSerialization.data(withJSONObject: object, options: options), as: UTF8.self)
    }
}

/// Two states side by side, with everybody a member who would become one at login.
private struct Comparison {
    let current: IndexSnapshot
    let future: IndexSnapshot
    let links: [Connection.ID: Set<Organization.ID>]

    init(_ current: IndexSnapshot, _ future: IndexSnapshot, links: [Connection.ID: Set<Organization.ID>]) {
        self.current = current
        self.future = future
        self.links = links
    }

    func differences(of user: User, in organization: Organization.ID?) -> [PolicyPreview.RoleDifference] {
        let before = roles(of: user, in: organization, at: current)
        let after = roles(of: user, in: organization, at: future)
        let place = (after ?? before)?.organization?.name
        let gains = after.names.subtracting(before.names).map { ($0, true) }
        let losses = before.names.subtracting(after.names).map { ($0, false) }
        return (gains + losses).sorted { $0.0 < $1.0 }.map { role, isGain in
            PolicyPreview.RoleDifference(user: user.id, role: role, organization: place, isGain: isGain)
        }
    }

    /// Nil where the organization does not exist, or the user is blocked.
    private func roles(
        of user: User,
        in organization: Organization.ID?,
        at snapshot: IndexSnapshot
    ) -> EffectiveRoles? {
        var snapshot = snapshot
        if let organization {
            let member = OrganizationMember(organization: organization, user: user.id)
            let joining = ChangeSet(revision: snapshot.revision.next, changes: [.addOrganizationMember(member)])
            snapshot = snapshot.applying([joining])
        }
        let outcome = snapshot.effectiveRoles(of: .user(user.id), organization: organization?.rawValue)
        guard case .roles(let roles) = outcome else { return nil }
        return roles
    }
}

extension EffectiveRoles? {
    /// The names of the roles of the context's own level.
    fileprivate var names: Set<String> {
        guard let self else { return [] }
        return Set((self.organization == nil ? self.tenantRoles : self.organizationRoles).map(\.name))
    }
}
