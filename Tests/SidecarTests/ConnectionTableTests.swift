import AccessModel
import Synchronization
import Testing

@testable import Rollcall

@Suite("Connections of a listener")
struct ConnectionTableTests {
    @Test func `one address holds its share, and gives up what it has not used for longest`() throws {
        let listener = TestListener(connections: 10, perAddress: 3)
        let ids = try (0..<3).map { _ in try #require(listener.open("192.0.2.1")) }
        listener.table.begin(ids[0], from: nil)
        listener.table.finish(ids[0])
        let next = try #require(listener.open("192.0.2.1"))
        #expect(listener.ended == [ids[1]])
        let other = try #require(listener.open("192.0.2.2"))
        #expect(listener.ended == [ids[1]])
        #expect(Set([ids[0], ids[2], next, other]).isDisjoint(with: listener.ended))
    }

    @Test func `where all places are taken, the stranger who was idle for longest gives way`() throws {
        let listener = TestListener(connections: 4, perAddress: 4)
        let customer = try #require(listener.open("192.0.2.1"))
        listener.table.authenticate(customer, as: "scim/con_acme")
        let strangers = try (0..<3).map { _ in try #require(listener.open("198.51.100.1")) }
        for number in 2..<5 { _ = try #require(listener.open("198.51.100.\(number)")) }
        #expect(listener.ended == strangers)
    }

    @Test func `where there is no stranger, an idle connection gives way, and never one in use`() throws {
        let listener = TestListener(connections: 2, perAddress: 2)
        let busy = try #require(listener.open("192.0.2.1"))
        listener.table.begin(busy, from: nil)
        listener.table.authenticate(busy, as: "scim/con_acme")
        let idle = try #require(listener.open("192.0.2.1"))
        listener.table.begin(idle, from: nil)
        listener.table.authenticate(idle, as: "scim/con_globex")
        #expect(listener.open("198.51.100.1") == nil)
        listener.table.finish(idle)
        #expect(listener.open("198.51.100.1") != nil)
        #expect(listener.ended == [idle])
    }

    @Test func `a client has a share of its own, whatever addresses it comes from`() throws {
        let listener = TestListener(connections: 10, perAddress: 5, perClient: 2)
        let ids = try (0..<3).map { try #require(listener.open("192.0.2.\($0)")) }
        for id in ids {
            listener.table.begin(id, from: nil)
            listener.table.authenticate(id, as: "client/billing")
            listener.table.finish(id)
        }
        #expect(listener.ended == [ids[0]])
        let busy = Array(ids.dropFirst())
        for id in busy { listener.table.begin(id, from: nil) }
        let more = try #require(listener.open("192.0.2.9"))
        listener.table.authenticate(more, as: "client/billing")
        #expect(listener.table.holder(of: more) == .address(try #require(NetworkAddress("192.0.2.9"))))
        #expect(listener.ended == [ids[0]])
    }

    @Test func `behind a proxy a request counts for whom it speaks of, and only while it lasts`() throws {
        let listener = TestListener(connections: 10, perAddress: 2)
        let client = try #require(NetworkAddress("198.51.100.1"))
        let ids = (0..<4).compactMap { _ in listener.table.open(from: .trusted, end: {}) }
        #expect(ids.count == 4)
        for id in ids.prefix(3) { listener.table.begin(id, from: client) }
        #expect(listener.table.holder(of: ids[0]) == nil, "its oldest request has given way")
        #expect(listener.table.holder(of: ids[2]) == .address(client))
        listener.table.finish(ids[2])
        #expect(listener.table.holder(of: ids[2]) == .trusted)
    }

    @Test func `what is closed is counted no more`() throws {
        let listener = TestListener(connections: 2, perAddress: 1)
        for _ in 0..<5 { listener.table.close(try #require(listener.open("192.0.2.1"))) }
        #expect(listener.ended.isEmpty)
        let last = try #require(listener.open("192.0.2.1"))
        listener.table.close(last)
        listener.table.close(last)
        listener.table.begin(last, from: nil)
        listener.table.authenticate(last, as: "scim/con_acme")
        listener.table.finish(last)
        #expect(listener.open("192.0.2.1") != nil)
        #expect(listener.ended.isEmpty)
    }

    /// Whatever happens, no holder has more than its share, there are no more connections than places, and one in use on
    /// which credentials were shown is never ended.
    @Test(arguments: 0..<200 as Range<UInt64>)
    func `shares hold in every history`(seed: UInt64) throws {
        var generator = SplitMix64(seed: seed)
        let listener = TestListener(connections: 6, perAddress: 3, perClient: 2)
        var open: [ConnectionTable.ID: Int] = [:]
        for _ in 0..<300 {
            let id = open.keys.sorted().randomElement(using: &generator)
            let before = open.map { (id: $0, requests: $1, holder: listener.table.holder(of: $0)) }
            switch (Int.random(in: 0..<6, using: &generator), id) {
            case (0..<2, _), (_, nil):
                let address = "192.0.2.\(Int.random(in: 0..<4, using: &generator))"
                if let new = listener.open(address) { open[new] = 0 }
            case (2, let id?):
                open[id]? += 1
                listener.table.begin(id, from: nil)
            case (3, let id?):
                listener.table.authenticate(id, as: "client/\(Int.random(in: 0..<3, using: &generator))")
            case (4, let id?):
                open[id] = max(0, (open[id] ?? 0) - 1)
                listener.table.finish(id)
            case (_, let id?):
                open[id] = nil
                listener.table.close(id)
            }
            for id in listener.takeEnded() {
                let ended = try #require(before.first { $0.id == id })
                if case .client? = ended.holder { #expect(ended.requests == 0, "seed \(seed)") }
                open[id] = nil
            }
            #expect(open.count <= 6, "seed \(seed)")
            let holders = Dictionary(grouping: open.keys.compactMap { listener.table.holder(of: $0) }) { $0 }
            for (holder, connections) in holders {
                if case .client = holder { #expect(connections.count <= 2, "seed \(seed)") }
                #expect(connections.count <= 3, "seed \(seed)")
            }
        }
    }
}

@Suite("Recency")
struct RecencyListTests {
    @Test(arguments: 0..<100 as Range<UInt64>)
    func `the list is an array that is searched`(seed: UInt64) {
        var generator = SplitMix64(seed: seed)
        var list = RecencyList<Int>()
        var model: [Int] = []
        for _ in 0..<200 {
            let element = Int.random(in: 0..<8, using: &generator)
            model.removeAll { $0 == element }
            if Bool.random(using: &generator) {
                list.use(element)
                model.append(element)
            } else {
                list.remove(element)
            }
            #expect(list.oldest == model.first)
            #expect(list.count == model.count)
            #expect(list.first { $0.isMultiple(of: 3) } == model.first { $0.isMultiple(of: 3) })
        }
    }
}

/// A table whose connections note that they were ended.
private final class TestListener: Sendable {
    let table: ConnectionTable
    private let numbers = Mutex<(last: UInt64, ended: [ConnectionTable.ID])>((0, []))

    init(connections: Int, perAddress: Int, perClient: Int? = nil) {
        let limits = ListenerLimits(
            connections: connections,
            perAddress: perAddress,
            perClient: perClient,
            idle: .seconds(1),
            exchange: .seconds(1)
        )
        table = ConnectionTable(limits) { _, _ in }
    }

    var ended: [ConnectionTable.ID] { numbers.withLock { $0.ended } }

    func takeEnded() -> [ConnectionTable.ID] {
        numbers.withLock { numbers in
            defer { numbers.ended = [] }
            return numbers.ended
        }
    }

    func open(_ address: String) -> ConnectionTable.ID? {
        guard let holder = NetworkAddress(address) else { return nil }
        // Ids are given in order, and the table is used from one task.
        let next = numbers.withLock { $0.last + 1 }
        let id = table.open(from: .address(holder)) { [self] in numbers.withLock { $0.ended.append(next) } }
        if let id { numbers.withLock { $0.last = id } }
        return id
    }
}
