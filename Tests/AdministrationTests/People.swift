import AccessIndex
import AccessModel
import DirectoryStorage
import Foundation
import HTTPTypes
import StrictJSON
import TestSupport
import Testing

@testable import Administration

extension Connection {
    static let acme = Connection(id: "con_acme", name: "acme-okta", strategy: .okta, origin: .api)
    /// One whose provider pushes nothing.
    static let staff = Connection(id: "con_staff", name: "staff", strategy: .oidc, origin: .api)
}

extension Identifier: ExpressibleByUnicodeScalarLiteral {}
extension Identifier: ExpressibleByExtendedGraphemeClusterLiteral {}
extension Identifier: ExpressibleByStringLiteral {
    public init(stringLiteral value: String) { self.init(value) }
}

extension TestAPI {
    static let api = "https://billing.example"

    /// The connections, ann and bob in the group `Editors` of the first, zoe in the second, the roles `editor` and
    /// `viewer`, and of policy files the role `auditor` and the API.
    func seed() async throws {
        try await commit { transaction in
            try transaction.putConnection(.acme)
            try transaction.putConnection(.staff)
            try transaction.putSCIMConfiguration(SCIMConfiguration(of: Connection.acme.id, now: .noon))
            for name in ["ann", "bob"] { _ = try transaction.createUser(.make(name), now: .noon) }
            _ = try transaction.createUser(.make("zoe", in: .staff), now: .noon)
            let editors = Group(
                id: "grp_editors",
                connection: Connection.acme.id,
                name: "Editors",
                externalID: "ext-editors"
            )
            _ = try transaction.createGroup(GroupDocument(editors), uniqueName: true, now: .noon)
            let members = ["ann", "bob"].map { Group.Member.user(.acme($0)) }
            try transaction.addMembers(members, to: editors.id, now: .noon)
            for name in ["editor", "viewer"] {
                try transaction.putRole(Role(id: Role.ID("rol_\(name)"), name: name, origin: .api))
            }
        }
        try await declarePolicies()
    }

    /// Policy files that declare the role `auditor`, an API, and that `Editors` are given the role.
    func declarePolicies() async throws {
        let origin = Origin.policy(file: "roles.yaml")
        let auditor = Role(
            id: "rol_auditor",
            name: "auditor",
            entitlements: [Entitlement(resourceType: "api", resourceID: Self.api, action: "read:invoices")],
            origin: origin
        )
        let api = API(
            identifier: Self.api,
            name: "Billing",
            permissions: [.init(name: "read:invoices", description: "Read"), .init(name: "write:invoices")],
            origin: origin
        )
        try await commit { transaction in
            var model = RoleModel()
            model.roles = [auditor]
            model.apis = [api]
            _ = try transaction.apply(model)
        }
    }

    /// Something that happens beside the API, answerable when this returns.
    func commit(_ body: @escaping @Sendable (any DirectoryTransaction) throws -> Void) async throws {
        let commit = try await store.commit(by: .system, at: clock.now(), body)
        try await publisher.reached(commit.revision)
    }

    /// Expects a refusal in the body that all have, and that the store stays as it was.
    @discardableResult
    func refuses(
        _ status: HTTPResponse.Status,
        _ method: HTTPRequest.Method,
        _ path: String,
        _ body: JSONValue? = nil,
        saying message: String? = nil,
        at location: SourceLocation = #_sourceLocation
    ) async throws -> TestAnswer {
        let before = try await store.head()
        let answer = try await ask(method, path, body)
        #expect(answer.status == status, "\(answer.body)", sourceLocation: location)
        #expect(answer["statusCode"] == .integer(status.code), sourceLocation: location)
        #expect(try await store.head() == before, sourceLocation: location)
        if let message { #expect(answer.text("message") == message, sourceLocation: location) }
        return answer
    }

    /// Expects a write that succeeds, and says which state holds it.
    @discardableResult
    func done(
        _ status: HTTPResponse.Status,
        _ method: HTTPRequest.Method,
        _ path: String,
        _ body: JSONValue? = nil,
        at location: SourceLocation = #_sourceLocation
    ) async throws -> TestAnswer {
        let answer = try await ask(method, path, body)
        #expect(answer.status == status, "\(answer.body)", sourceLocation: location)
        let revision = HTTPField.Name("Rollcall-Revision").flatMap { answer.headers[$0] }
        #expect(try await revision == store.head().description, sourceLocation: location)
        return answer
    }

    /// Of every element of the list that a path shows, page by page, the property.
    func everything(_ property: String, of list: String, at path: String, take: Int = 2) async throws -> [String] {
        var found: [String] = []
        var next: String?
        repeat {
            let from = next.map { "&from=\($0)" } ?? ""
            let separator = path.contains("?") ? "&" : "?"
            let page = try await ask(.get, "\(path)\(separator)take=\(take)\(from)")
            #expect(page.status == .ok)
            found += page.texts(property, in: list)
            next = page.text("next")
        } while next != nil
        return found
    }
}

extension Timestamp {
    static let noon = Timestamp(seconds: 1_700_000_000)
}

extension User.ID {
    static func acme(_ name: String) -> Self { Self(connection: .acme, providerUserID: name) }

    /// As a part of a path.
    var encoded: String { rawValue.replacing("|", with: "%7C") }
}

extension UserDocument {
    static func make(_ name: String, in connection: Connection = .acme, isActive: Bool = true) -> Self {
        UserDocument(
            user: User(
                id: User.ID(connection: connection, providerUserID: name),
                connection: connection.id,
                providerUserID: name,
                isActive: isActive
            ),
            userName: "\(name)@acme.example",
            foldedUserName: "\(name)@acme.example",
            displayName: name.capitalized,
            attributes: """
                {"userName": "\(name)@acme.example", "displayName": "\(name.capitalized)", "active": \(isActive),
                 "emails": [{"value": "\(name)@acme.example", "primary": true}],
                 "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User": {"department": "Sales"}}
                """
        )
    }
}

extension JSONValue {
    static func texts(_ texts: [String]) -> JSONValue { .array(texts.map(JSONValue.string)) }
}
