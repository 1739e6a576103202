import AccessIndex
import AccessModel
import DirectoryStorage
import TestSupport
import Testing

@Suite struct IndexHistoryTests {
    @Test(arguments: 200..<212)
    func `an index led back answers as the one that was there then`(_ seed: Int) async throws {
        let directory = try TemporaryDirectory()
        let store = try SQLiteDirectoryStore(path: directory.file("directory.sqlite"))
        var history = RandomHistory(seed: UInt64(seed))
        var kept = [try await store.index()]
        for _ in 0..<120 {
            for _ in 0..<3 { try await commit(history.nextCommit(), to: store) }
            let sets = try await store.allChanges(after: kept[kept.count - 1].revision)
            if !sets.isEmpty { kept.append(kept[kept.count - 1].applying(sets)) }
        }
        var index = try await store.index()
        for then in kept.reversed() {
            index = try await index.led(back: then.revision, by: store)
            #expect(index.revision == then.revision)
            #expect(Answers(of: index) == Answers(of: then), "at \(then.revision)")
        }
        #expect(
            kept.contains { Answers(of: $0).roles.contains { $0.contains("sources") } },
            "the history says something"
        )
        withExtendedLifetime(directory) {}
    }
}

extension DirectoryStore {
    fileprivate func index() async throws -> IndexSnapshot {
        let (revision, changes) = try await takeSnapshot()
        var builder = IndexBuilder()
        for change in changes { builder.apply(change) }
        return builder.snapshot(at: revision)
    }
}

extension IndexSnapshot {
    fileprivate func led(back end: Revision, by store: any DirectoryStore) async throws -> IndexSnapshot {
        var index = self
        while index.revision != end {
            let sets = try await store.read { [revision = index.revision] in
                try $0.inverses(of: revision, downTo: end)
            }
            index = index.applying(try #require(sets))
        }
        return index
    }
}

/// What an index answers about everybody of the small world that histories are drawn from.
private struct Answers: Equatable {
    var roles: [String] = []
    var decisions: [Decision] = []
    var logins: [LoginOutcome] = []
    var counts: IndexCounts

    init(of index: IndexSnapshot) {
        counts = index.counts
        counts.bytes = 0
        for connection in ["one", "two", "three"] {
            for name in (0..<6).map({ "u\($0)" }) + (0..<4).map({ "e\($0)" }) {
                ask(index, .user(User.ID("samlp|\(connection)|\(name)")))
                ask(index, .providerUser(id: name, connection: connection))
            }
        }
    }

    private mutating func ask(_ index: IndexSnapshot, _ subject: SubjectReference) {
        for organization in [nil, "org_acme", "org_globex", "org_initech", "declared"] {
            roles.append("\(index.effectiveRoles(of: subject, organization: organization, at: .noon))")
            logins.append(index.login(LoginRequest(subject: subject, organization: organization), at: .noon))
            for action in ["reader", "writer", "owner", "reader-policy"] {
                let resource = Resource(type: "document", id: "d1")
                let request = DecisionRequest(
                    subject: subject,
                    action: action,
                    resource: resource,
                    organization: organization
                )
                decisions.append(index.decide(request, at: .noon))
            }
        }
    }
}
