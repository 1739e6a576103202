/// Roles in an order in which each follows those it inherits, and the circles that prevent one. Free of recursion, as
/// chains may be as long as the files.
struct InheritanceOrder<Name: Hashable & Comparable> {
    private let parents: [Name: [Name]]
    /// Roles whose ancestors are free of circles, ancestors first; as declared otherwise.
    private(set) var sorted: [Name] = []
    private var unsorted: Set<Name>

    /// Of equal names the first counts; names that are not declared are left out.
    init(_ declarations: [(name: Name, inherits: [Name])]) {
        let declared = Dictionary(declarations.map { ($0.name, $0.inherits) }) { first, _ in first }
        parents = declared.mapValues { $0.filter { declared[$0] != nil } }
        unsorted = Set(declared.keys)
        sort(declarations.map(\.name))
    }

    /// Kahn's algorithm.
    private mutating func sort(_ names: [Name]) {
        var waiting = parents.mapValues { Set($0).count }
        var children: [Name: [Name]] = [:]
        for (name, parents) in parents { for parent in Set(parents) { children[parent, default: []].append(name) } }
        var ready = names.filter { waiting[$0] == 0 && unsorted.remove($0) != nil }
        while !ready.isEmpty {
            sorted += ready
            var next: [Name] = []
            for child in ready.flatMap({ children[$0] ?? [] }) {
                waiting[child, default: 0] -= 1
                if waiting[child] == 0, unsorted.remove(child) != nil { next.append(child) }
            }
            ready = next.sorted()
        }
    }

    /// Circles among what could not be sorted, no two of them sharing a role, each from its least name on.
    mutating func circles() -> [[Name]] {
        var circles: [[Name]] = []
        var visited: Set<Name> = []
        for start in unsorted.sorted() where !visited.contains(start) {
            if let circle = circle(from: start, &visited) { circles.append(circle) }
        }
        return circles
    }

    /// Follows inheritance until it comes back to this walk, or to an earlier one.
    private func circle(from start: Name, _ visited: inout Set<Name>) -> [Name]? {
        var walk: [Name] = []
        var name = start
        while visited.insert(name).inserted {
            walk.append(name)
            // INVARIANT: what could not be sorted has a parent that could not be sorted.
            guard let parent = parents[name]?.filter(unsorted.contains).min() else { return nil }
            name = parent
        }
        guard let begin = walk.firstIndex(of: name) else { return nil }
        let circle = walk[begin...]
        guard let least = circle.min(), let turn = circle.firstIndex(of: least) else { return nil }
        return Array(circle[turn...] + circle[..<turn])
    }
}
