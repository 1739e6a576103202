import AccessModel
import Foundation
import Testing

/// One letter, composed; in every text of the samples.
private let composed = "\u{e9}"
private let decomposed = "e\u{301}"

@Suite struct RecordEqualityTests {
    @Test func `records that differ in the bytes of any text are different`() throws {
        try expectDifferentBytesToDiffer(Samples.roles)
        try expectDifferentBytesToDiffer(Samples.assignments)
        try expectDifferentBytesToDiffer(Samples.connections)
        try expectDifferentBytesToDiffer(Samples.organizations)
        try expectDifferentBytesToDiffer(Samples.apis)
        try expectDifferentBytesToDiffer(Samples.resourceTypes)
        try expectDifferentBytesToDiffer(Samples.groups)
        try expectDifferentBytesToDiffer(Samples.users)
        try expectDifferentBytesToDiffer(Samples.permissionAssignments)
    }

    /// Decomposes the letter in each text of the record in turn, by way of its JSON.
    private func expectDifferentBytesToDiffer<Record: Codable & Hashable>(_ records: [Record]) throws {
        for record in records {
            let parts = String(decoding: try JSONEncoder().encode(record), as: UTF8.self).split(
                separator: composed,
                omittingEmptySubsequences: false
            )
            #expect(parts.count > 1)
            for place in parts.indices.dropLast() {
                let json =
                    parts[...place].joined(separator: composed) + decomposed
                    + parts[(place + 1)...].joined(separator: composed)
                let other = try JSONDecoder().decode(Record.self, from: Data(json.utf8))
                #expect(other != record, "\(json)")
                #expect(Set([other, record]).count == 2, "\(json)")
            }
            let same = try JSONDecoder().decode(Record.self, from: JSONEncoder().encode(record))
            #expect(same == record)
            #expect(Set([same, record]).count == 1)
        }
    }
}

private enum Samples {
    static let origin = Origin.policy(file: composed)
    static let path = PropertyPath(.resource, composed)

    static let roles = [
        Role(
            id: Role.ID(composed),
            name: composed,
            description: composed,
            inherits: [Role.ID(composed)],
            entitlements: [
                Entitlement(
                    resourceType: composed,
                    resourceID: composed,
                    action: composed,
                    when: tests.map { Condition(property: path, test: $0) },
                    unless: [Condition(property: path, test: .equals(.boolean(true)))]
                ),
                Entitlement(resourceType: composed, action: composed),
            ],
            owner: Organization.ID(composed),
            origin: origin
        )
    ]

    static let tests: [Condition.Test] = [
        .equals(.string(composed)), .isOneOf([.string(composed), .number(1), .boolean(false)]),
        .isLess(than: .string(composed)), .isAtMost(.string(composed)), .isGreater(than: .string(composed)),
        .isAtLeast(.string(composed)), .equalsProperty(path),
    ]

    static let assignments =
        [
            GroupSelector.id(Group.ID(composed)), .name(composed, connection: Connection.ID(composed)),
            .externalID(composed, connection: Connection.ID(composed)),
            .pattern(NamePattern(composed), connection: Connection.ID(composed)),
        ].map { assignment(.groups($0)) } + [assignment(.user(User.ID(composed)))]

    static func assignment(_ holder: RoleAssignment.Holder) -> RoleAssignment {
        let scope = RoleAssignment.Scope.organization(Organization.ID(composed))
        return RoleAssignment(role: Role.ID(composed), holder: holder, scope: scope, origin: origin)
    }

    static let permissionAssignments = [
        PermissionAssignment(user: User.ID(composed), api: composed, permission: composed, origin: origin)
    ]

    static let connections = [
        Connection(id: Connection.ID(composed), name: composed, strategy: .okta, origin: origin)
    ]
    static let organizations = [
        Organization(id: Organization.ID(composed), name: composed, displayName: composed, origin: origin),
        Organization(id: Organization.ID(composed), name: composed, origin: origin),
    ]
    static let apis = [
        API(
            identifier: composed,
            name: composed,
            permissions: [API.Permission(name: composed, description: composed)],
            origin: origin
        )
    ]
    static let resourceTypes = [ResourceType(name: composed, actions: [composed, composed], origin: origin)]
    static let groups = [
        Group(id: Group.ID(composed), connection: Connection.ID(composed), name: composed, externalID: composed)
    ]
    static let users = [
        User(id: User.ID(composed), connection: Connection.ID(composed), providerUserID: composed, isActive: true)
    ]
}
