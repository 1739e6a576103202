import AccessModel
import DirectoryStorage
import HTTPTypes
import StrictJSON
import Testing

@testable import Administration

/// Random calls that assign and take roles, from every side, against a model that is a set.
@Suite struct `Random assignments` {
    @Test(arguments: 0..<8)
    func `leave what a set would hold, and in the index what the lists say`(seed: UInt64) async throws {
        try await TestAPI.run { api in
            try await api.seed()
            var model = AssignmentModel()
            var generator = SplitMix64(seed: seed)
            for _ in 0..<60 {
                let call = AssignmentCall.random(using: &generator)
                let answer = try await api.ask(call.method, call.path, call.body)
                #expect(answer.status == (model.apply(call) ? call.success : .notFound), "\(call) \(answer.body)")
            }
            for holder in AssignmentCall.holders {
                let listed = try await api.ask(.get, "\(holder.path)/roles\(holder.isGroup ? "?take=100" : "")")
                let ids = listed.texts("id", in: holder.isGroup ? "roles" : nil)
                #expect(Set(ids) == model.roles(of: holder), "\(holder)")
            }
            for user in AssignmentCall.users {
                let effective = try await api.ask(.get, "\(user.path)/effective-roles?take=100")
                let groups = model.roles(of: AssignmentCall.group)
                #expect(Set(effective.texts("id", in: "roles")) == model.roles(of: user).union(groups))
            }
        }
    }
}

/// One call of the API that gives or takes.
private struct AssignmentCall: CustomStringConvertible {
    struct Holder: Hashable {
        var id: String
        var isGroup: Bool

        var path: String { "\(isGroup ? "groups" : "users")/\(id.replacing("|", with: "%7C"))" }
    }

    static let group = Holder(id: "grp_editors", isGroup: true)
    static let users = ["ann", "bob"].map { Holder(id: User.ID.acme($0).rawValue, isGroup: false) }
    static let holders = users + [group]
    private static let unknown = Holder(id: "grp_none", isGroup: true)

    var isGift: Bool
    /// From the role's side it is one role to some holders of one kind, from a holder's the other way round.
    var isOfRole: Bool
    var roles: [String]
    var holders: [Holder]

    static func random(using generator: inout SplitMix64) -> Self {
        let roles =
            ["rol_editor", "rol_viewer", "rol_auditor"]
            .filter { _ in Bool.random(using: &generator) }
            + (Int.random(in: 0..<8, using: &generator) == 0 ? ["rol_x"] : [])
        let role = ["rol_editor", "rol_viewer", "rol_auditor"].randomElement(using: &generator) ?? "rol_editor"
        let isGroup = Bool.random(using: &generator)
        let group = Int.random(in: 0..<8, using: &generator) == 0 ? unknown : group
        let holders = isGroup ? [group] : users.shuffled(using: &generator)
        let isOfRole = Bool.random(using: &generator)
        // There is no call that takes a role from users from the role's side.
        let isGift = Bool.random(using: &generator) || (isOfRole && !isGroup)
        return Self(
            isGift: isGift,
            isOfRole: isOfRole,
            roles: isOfRole || roles.isEmpty ? [role] : roles,
            holders: isOfRole ? holders : Array(holders.prefix(1))
        )
    }

    private var isOfGroups: Bool { holders.contains(where: \.isGroup) }
    var method: HTTPRequest.Method { isGift ? .post : .delete }
    var success: HTTPResponse.Status { isOfRole && !isOfGroups ? .ok : .noContent }
    var path: String {
        isOfRole ? "roles/\(roles[0])/\(isOfGroups ? "groups" : "users")" : "\(holders[0].path)/roles"
    }
    var body: JSONValue {
        isOfRole ? .object([isOfGroups ? "groups" : "users": .texts(holders.map(\.id))]) : ["roles": .texts(roles)]
    }
    var description: String { "\(method) \(path) \(body)" }
}

private struct AssignmentModel {
    private var assigned: [AssignmentCall.Holder: Set<String>] = [:]

    func roles(of holder: AssignmentCall.Holder) -> Set<String> { assigned[holder] ?? [] }

    /// Returns whether the call is one of what there is; any other changes nothing.
    mutating func apply(_ call: AssignmentCall) -> Bool {
        guard call.holders.allSatisfy(AssignmentCall.holders.contains), !call.roles.contains("rol_x") else {
            return false
        }
        for holder in call.holders {
            if call.isGift {
                assigned[holder, default: []].formUnion(call.roles)
            } else {
                assigned[holder, default: []].subtract(call.roles)
            }
        }
        return true
    }
}
