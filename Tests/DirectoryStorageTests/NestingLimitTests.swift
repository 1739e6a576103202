import AccessModel
import DirectoryStorage
import TestSupport
import Testing

@Suite struct `Groups inside groups` {
    @Test func `lie at most a hundred deep, where nothing else is said`() async throws {
        let store = try NestedStore(groups: 102)
        try await store.found()
        for group in 0..<99 { try await store.nest(group + 1, in: group) }
        await #expect(throws: StoreError.nestedTooDeep(store.id(99), limit: 100)) { try await store.nest(100, in: 99) }
        await #expect(throws: StoreError.nestedTooDeep(store.id(101), limit: 100)) { try await store.nest(0, in: 101) }
        try await store.nest(101, in: 50)
    }

    @Test(arguments: 0..<20 as Range<UInt64>)
    func `are refused just where they would lie too deep or be too many, and then change nothing`(
        seed: UInt64
    ) async throws {
        let limits = StoreLimits(depthOfNesting: 4, nestedMembershipsPerConnection: 18)
        let store = try NestedStore(groups: 12, limits: limits)
        try await store.found()
        var generator = SplitMix64(seed: seed)
        var nesting = Nesting()
        for _ in 0..<120 {
            let (child, parent) = (Int.random(in: 0..<12, using: &generator), Int.random(in: 0..<12, using: &generator))
            var next = nesting
            if Int.random(in: 0..<4, using: &generator) == 0 {
                next.parents[child]?.remove(parent)
                try await store.part(child, from: parent)
            } else if nesting.contains(child, in: parent) {
                try await store.nest(child, in: parent)
            } else {
                next.parents[child, default: []].insert(parent)
                guard next.fits(limits, child, parent) else {
                    await #expect(throws: StoreError.self) { try await store.nest(child, in: parent) }
                    continue
                }
                try await store.nest(child, in: parent)
            }
            nesting = next
        }
        #expect(try await store.nesting() == nesting.pairs)
    }

    @Test func `are counted as they come and go, with their groups, too`() async throws {
        let store = try NestedStore(groups: 5, limits: StoreLimits(nestedMembershipsPerConnection: 4))
        try await store.found()
        for group in 1..<5 { try await store.nest(group, in: 0) }
        let refusal = StoreError.tooManyNestedMemberships(limit: 4)
        await #expect(throws: refusal) { try await store.nest(1, in: 2) }
        try await store.delete(1)
        try await store.nest(2, in: 3)
        await #expect(throws: refusal) { try await store.nest(2, in: 4) }
        try await store.delete(0)
        for group in [2, 3, 4] { try await store.nest(group, in: 4) }
        await #expect(throws: refusal) { try await store.nest(4, in: 3) }
    }
}

/// Which groups are in which, as it should be.
private struct Nesting {
    var parents: [Int: Set<Int>] = [:]

    var pairs: Set<[Int]> {
        parents.reduce(into: []) { all, entry in all.formUnion(entry.value.map { [entry.key, $0] }) }
    }

    func contains(_ child: Int, in parent: Int) -> Bool { parents[child]?.contains(parent) == true }

    func fits(_ limits: StoreLimits, _ child: Int, _ parent: Int) -> Bool {
        pairs.count <= limits.nestedMembershipsPerConnection
            && levels(from: parent) { parents[$0] ?? [] }
                + levels(from: child) { group in
                    Set(parents.filter { $0.value.contains(group) }.keys)
                } <= limits.depthOfNesting
    }

    private func levels(from start: Int, _ next: (Int) -> Set<Int>) -> Int {
        var (seen, level, count) = (Set([start]), Set([start]), 0)
        while !level.isEmpty {
            level = Set(level.flatMap(next)).subtracting(seen)
            seen.formUnion(level)
            count += 1
        }
        return count
    }
}

/// A store with some groups, by number.
private struct NestedStore {
    private let directory: TemporaryDirectory
    private let store: SQLiteDirectoryStore
    private let count: Int

    init(groups count: Int, limits: StoreLimits = StoreLimits()) throws {
        directory = try TemporaryDirectory()
        store = try SQLiteDirectoryStore(path: directory.file("rollcall.db"), limits: limits)
        self.count = count
    }

    func id(_ group: Int) -> Group.ID { Group.ID(name: "g\(group)") }

    func found() async throws {
        _ = try await store.commit { [count] transaction in
            try transaction.putConnection(.acme)
            for group in 0..<count {
                _ = try transaction.createGroup(GroupDocument("g\(group)"), uniqueName: true, now: .noon)
            }
        }
    }

    func nest(_ child: Int, in parent: Int) async throws {
        let (child, parent) = (id(child), id(parent))
        _ = try await store.commit { try $0.addMembers([.group(child)], to: parent, now: .noon) }
    }

    func part(_ child: Int, from parent: Int) async throws {
        let (child, parent) = (id(child), id(parent))
        _ = try await store.commit { try $0.removeMembers([.group(child)], from: parent, now: .noon) }
    }

    func delete(_ group: Int) async throws {
        let group = id(group)
        _ = try await store.commit { try $0.deleteGroup(group, now: .noon) }
    }

    func nesting() async throws -> Set<[Int]> {
        let ids = (0..<count).map(id)
        return try await store.read { reader in
            var pairs = Set<[Int]>()
            for (child, id) in ids.enumerated() {
                for group in try reader.groups(of: .group(id)) {
                    if let parent = ids.firstIndex(of: group.id) { pairs.insert([child, parent]) }
                }
            }
            return pairs
        }
    }
}
