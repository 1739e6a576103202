import AccessModel
import DirectoryStorage
import Testing

extension StoreContract {
    static let histories = (0..<12).map { seed in
        StoreContract("a replay of the feed is the snapshot, after any history (seed \(seed))") { fixture in
            let store = try await fixture.open()
            var history = RandomHistory(seed: UInt64(seed))
            var followed = DirectoryModel()
            var position = try await store.head()
            var most = (members: 0, assignments: 0, links: 0)
            for _ in 0..<25 {
                for _ in 0..<12 { try await commit(history.nextCommit(), to: store) }
                let sets = try await store.allChanges(after: position)
                #expect(sets.map(\.revision.number) == (0..<sets.count).map { position.number + 1 + UInt64($0) })
                for change in sets.flatMap(\.changes) { followed.apply(change) }
                position = try await store.head()
                let snapshot = try await store.takeSnapshot()
                #expect(snapshot.revision == position)
                #expect(DirectoryModel(snapshot.changes) == followed)
                #expect(try await store.read { try DirectoryModel(reading: $0) } == followed)
                most.members = max(most.members, followed.members.values.reduce(0) { $0 + $1.count })
                most.assignments = max(most.assignments, followed.assignments.count)
                most.links = max(most.links, followed.links.count + followed.organizationMembers.count)
            }
            #expect(most.members > 3 && most.assignments > 1 && most.links > 2, "the history says something")
        }
    }
}

/// Runs what the store will accept of the steps; a step that it refuses must leave nothing behind.
func commit(_ steps: RandomHistory.Commit, to store: any DirectoryStore) async throws {
    do {
        let rehearsal = try await store.rehearse(steps.run)
        let changes = try await store.changes(of: steps.run)
        #expect(changes == rehearsal.changes)
        #expect(!steps.isUndone)
    } catch is Refusal {
        #expect(steps.isUndone)
    }
}

extension RandomHistory.Commit {
    fileprivate func run(_ transaction: any DirectoryTransaction) throws {
        for step in steps {
            do { try step(transaction) } catch let error as StoreError { try expectRefusal(error) }
        }
        if isUndone { throw Refusal() }
    }
}

/// A history may ask for what is not there, or is there already; the storage itself has no reason to fail.
private func expectRefusal(_ error: StoreError) throws {
    switch error {
    case .notUnique, .valueTaken, .unknown, .otherOrigin, .ownedRole, .connectionInUse, .tooManyTokens,
        .tooManyBlockedIdentifiers, .dryRunTooLarge, .nestedTooDeep, .tooManyNestedMemberships:
        break
    case .invalidText, .full, .locked, .notWritable, .notAStore, .newerSchema, .olderSchema, .corrupt, .unavailable:
        throw error
    }
}

extension DirectoryModel {
    /// The same state by the questions that the edges ask.
    init(reading reader: any DirectoryReader) throws {
        self.init()
        for connection in try reader.connections() {
            apply(.putConnection(connection))
            try reader.scanUsers(in: connection.id) { record in
                users[record.user.id] = record.user
                permissionAssignments.formUnion(try reader.permissionAssignments(of: record.user.id))
                return .next
            }
            for record in try reader.groups(in: connection.id, offset: 0, limit: 1_000) {
                apply(.putGroup(record.group))
            }
        }
        for group in groups.keys {
            let page = try reader.members(of: group, after: nil, limit: 1_000)
            if !page.elements.isEmpty { apply(.addMembers(group, page.elements.map(\.member))) }
        }
        for role in try reader.roles() { apply(.putRole(role)) }
        for type in try reader.resourceTypes() { apply(.putResourceType(type)) }
        for api in try reader.apis() { apply(.putAPI(api)) }
        for organization in try reader.organizations() { try read(organization, by: reader) }
        for assignment in try reader.assignments() { apply(.addAssignment(assignment)) }
        settings = try reader.loginSettings()
    }

    private mutating func read(_ organization: Organization, by reader: any DirectoryReader) throws {
        apply(.putOrganization(organization))
        for link in try reader.organizationConnections(of: organization.id) { apply(.putOrganizationConnection(link)) }
        for user in try reader.organizationMembers(of: organization.id, after: nil, limit: 1_000).elements {
            apply(.addOrganizationMember(OrganizationMember(organization: organization.id, user: user)))
        }
    }
}
