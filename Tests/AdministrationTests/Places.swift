import AccessModel
import DirectoryStorage
import Foundation
import HTTPTypes
import StrictJSON
import TestSupport
import Testing

@testable import Administration

/// Connections, organizations and people that several suites start from.
extension TestAPI {
    /// Creates a connection and returns its id.
    func makeConnection(_ name: String, _ more: JSONObject = [:]) async throws -> String {
        let body: JSONObject = ["name": .string(name), "strategy": "okta"]
        let answer = try await ask(.post, "connections", .object(body.merging(more)))
        return try #require(answer.text("id"))
    }

    /// Creates an organization and returns its id.
    func makeOrganization(_ name: String, connections: [String] = []) async throws -> String {
        let links = connections.map { ["connection_id": .string($0), "assign_membership_on_login": true] as JSONValue }
        let answer = try await ask(
            .post,
            "organizations",
            ["name": .string(name), "enabled_connections": .array(links)]
        )
        return try #require(answer.text("id"))
    }

    /// What a provider would push: a user of the connection, with the name as its own id. Returns the id, encoded for a
    /// path.
    @discardableResult
    func pushUser(_ name: String, _ connection: String) async throws -> String {
        let owner = try #require(try await store.read { try $0.connection(Connection.ID(connection)) })
        let id = User.ID(connection: owner, providerUserID: name)
        let document = UserDocument(
            user: User(id: id, connection: owner.id, providerUserID: name, isActive: true),
            userName: name,
            foldedUserName: name,
            displayName: name.capitalized,
            attributes: """
                {"userName": "\(name)", "displayName": "\(name.capitalized)",
                 "emails": [{"value": "\(name)@acme.test", "primary": true}]}
                """
        )
        let instant = clock.now()
        try await commit { _ = try $0.createUser(document, now: instant) }
        return id.rawValue
    }

    /// What a provider would push: a group of the connection with users of it. Returns its id.
    func pushGroup(_ name: String, _ connection: String, members: [String] = []) async throws -> String {
        var generator = SystemRandomNumberGenerator()
        let id = Group.ID.make(using: &generator)
        let document = GroupDocument(
            group: Group(id: id, connection: Connection.ID(connection), name: name),
            foldedName: name.lowercased(),
            attributes: "{}"
        )
        let instant = clock.now()
        try await commit { transaction in
            _ = try transaction.createGroup(document, uniqueName: true, now: instant)
            try transaction.addMembers(members.map { .user(User.ID($0)) }, to: id, now: instant)
        }
        return id.rawValue
    }

    /// A role that the API made, as far as the directory knows. Returns its id.
    @discardableResult
    func makeRole(_ name: String, entitlements: [Entitlement] = []) async throws -> String {
        let role = Role(
            id: Role.ID("rol_\(name)"),
            name: name,
            description: "May \(name)",
            entitlements: entitlements,
            origin: .api
        )
        try await commit { try $0.putRole(role) }
        return role.id.rawValue
    }

    /// Declares what a policy file would.
    func declare(_ model: RoleModel) async throws {
        try await commit { _ = try $0.apply(model) }
    }
}

extension String {
    /// As one segment of a path.
    var segment: String {
        addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
    }
}
