import AccessModel
import DirectoryStorage
import Foundation
import TestSupport
import Testing

@testable import Rollcall

/// What the store still demands of a membership that the index has promised.
@Suite struct EnrolmentTests {
    @Test func `a login makes its member once`() async throws {
        let place = try await Place()
        #expect(try await place.enrol())
        #expect(try await !place.enrol())
        #expect(try await place.isMember())
    }

    @Test func `logins at the same time make one revision`() async throws {
        let place = try await Place()
        let made = try await withThrowingTaskGroup { group in
            for _ in 0..<8 { group.addTask { try await place.enrol() } }
            return try await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
        }
        #expect(made == 1)
    }

    @Test func `a user who was blocked meanwhile becomes no member`() async throws {
        let place = try await Place()
        try await place.change { _ = try $0.replaceUser(Place.document(isActive: false), now: Timestamp.now()) }
        #expect(try await !place.enrol())
        #expect(try await !place.isMember())
    }

    @Test func `a user who was deleted meanwhile becomes no member`() async throws {
        let place = try await Place()
        try await place.change { try $0.deleteUser(Place.user.id, now: Timestamp.now()) }
        #expect(try await !place.enrol())
    }

    @Test(arguments: [(false, true), (true, false)])
    func `a connection that is off, or without Auto-Membership, admits nobody any more`(
        isEnabled: Bool,
        assigns: Bool
    ) async throws {
        let place = try await Place()
        var link = Place.link
        link.isEnabled = isEnabled
        link.assignsMembershipOnLogin = assigns
        try await place.change { [link] in try $0.putOrganizationConnection(link) }
        #expect(try await !place.enrol())
        #expect(try await !place.isMember())
    }

    @Test func `a connection that has left the organization admits nobody any more`() async throws {
        let place = try await Place()
        try await place.change { try $0.deleteOrganizationConnection(Place.link.organization, Place.link.connection) }
        #expect(try await !place.enrol())
    }
}

/// A store with one user, whose connection has Auto-Membership in one organization.
private struct Place: Sendable {
    static let connection = Connection(id: .derived(from: "acme"), name: "acme", strategy: .okta, origin: .api)
    static let organization = Organization(id: .derived(from: "acme"), name: "acme", origin: .api)
    static let link = OrganizationConnection(
        organization: organization.id,
        connection: connection.id,
        assignsMembershipOnLogin: true,
        origin: .api
    )

    static let user = User(
        id: User.ID(connection: connection, providerUserID: "00u1"),
        connection: connection.id,
        providerUserID: "00u1",
        isActive: true
    )

    static func document(isActive: Bool = true) -> UserDocument {
        var user = user
        user.isActive = isActive
        return UserDocument(user: user, userName: "00u1", foldedUserName: "00u1", attributes: "{}")
    }

    let member = OrganizationMember(organization: organization.id, user: user.id)
    private let directory: TemporaryDirectory
    private let store: SQLiteDirectoryStore

    init() async throws {
        directory = try TemporaryDirectory()
        store = try SQLiteDirectoryStore(path: "\(directory.path)/directory.sqlite")
        try await change { transaction throws in
            try transaction.putConnection(Self.connection)
            try transaction.putOrganization(Self.organization)
            try transaction.putOrganizationConnection(Self.link)
            _ = try transaction.createUser(Self.document(), now: Timestamp.now())
        }
    }

    func change(_ body: @escaping @Sendable (any DirectoryTransaction) throws -> Void) async throws {
        _ = try await store.commit(body)
    }

    /// Whether the login's commit changed anything.
    func enrol() async throws -> Bool {
        let commit = try await store.commit { [member] in try $0.enrol(member) }
        return commit.isChange
    }

    func isMember() async throws -> Bool {
        try await store.read { [member] in try $0.isMember(member) }
    }
}
