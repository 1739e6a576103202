import AccessModel
import Testing

@testable import PolicyCompilation

@Suite struct InheritanceOrderTests {
    /// The oracle walks the whole graph from every role.
    @Test(arguments: 0..<20 as Range<UInt64>)
    func `roles that reach no circle are sorted, and every circle is one`(seed: UInt64) {
        var generator = SplitMix64(seed: seed)
        for _ in 0..<100 {
            let graph = randomGraph(using: &generator)
            var order = InheritanceOrder(graph.map { (name: $0, inherits: $1) })
            let circular = Set(graph.keys.filter { reachable(from: $0, in: graph).contains($0) })
            let tainted = graph.keys.filter { !reachable(from: $0, in: graph).isDisjoint(with: circular) }
            #expect(Set(order.sorted) == Set(graph.keys).subtracting(circular).subtracting(tainted))
            for (index, name) in order.sorted.enumerated() {
                #expect(graph[name]?.filter { graph[$0] != nil }.allSatisfy(order.sorted[..<index].contains) == true)
            }
            let circles = order.circles()
            #expect(circles.isEmpty == circular.isEmpty)
            for circle in circles { #expect(isCircle(circle, in: graph)) }
        }
    }

    @Test func `a chain as long as a file can hold needs no stack`() {
        let chain = (0..<100_000).map { (name: $0, inherits: [$0 + 1]) }
        var order = InheritanceOrder(chain)
        #expect(order.sorted == (0..<100_000).reversed())
        #expect(order.circles() == [])
    }

    private func randomGraph(using generator: inout SplitMix64) -> [Int: [Int]] {
        var graph: [Int: [Int]] = [:]
        for name in 0..<Int.random(in: 1...8, using: &generator) {
            graph[name] = (0..<Int.random(in: 0...2, using: &generator)).map { _ in
                Int.random(in: 0...9, using: &generator)
            }
        }
        return graph
    }

    private func reachable(from name: Int, in graph: [Int: [Int]]) -> Set<Int> {
        var found: Set<Int> = []
        var pending = graph[name] ?? []
        while let next = pending.popLast() {
            if graph[next] != nil, found.insert(next).inserted { pending += graph[next] ?? [] }
        }
        return found
    }

    private func isCircle(_ circle: [Int], in graph: [Int: [Int]]) -> Bool {
        zip(circle, circle.dropFirst() + circle.prefix(1)).allSatisfy { graph[$0]?.contains($1) == true }
    }
}
