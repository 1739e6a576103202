import AccessModel

/// What members have through some groups and through all groups below them, worked out anew: from what is given to each
/// of these groups itself, and from the grants of the groups above them that are not among them.
///
/// For each role and scope, level by level along the nesting, so that cycles are harmless: a grant goes on to a group
/// only where it lasts longer than those that came from nearer. Costs one look at each nesting among the groups, and one
/// more for each grant that passes it.
struct GrantPropagation {
    /// The groups that are worked out. Below, a group is meant by its place here.
    private(set) var reached: [Ordinal<Group>] = []
    /// For each of ``reached`` its grants, ascending.
    private(set) var grants: [[GroupGrant]] = []
    private var places: [Ordinal<Group>: Int32] = [:]
    /// The groups inside each group, end to end, and where those of each end.
    private var children: [Int32] = []
    private var childrenEnds: [Int32] = []
    private var marks: [Mark] = []

    /// What is known of one group while one role is spread.
    private struct Mark {
        /// The longest-lasting grant so far.
        var latest: Expiry?
        /// The last level that has the group, and where in it.
        var level: UInt32 = 0
        var slot = 0
    }

    /// A grant that enters the groups, or goes on inside them.
    fileprivate struct Arrival {
        var place: Int32
        var expires: Expiry
        var distance: UInt32
    }

    init(below starts: some Sequence<Ordinal<Group>>, in directory: Directory) {
        reach(from: starts, directory.groups)
        grants = Array(repeating: [], count: reached.count)
        let arrivals = arrivals(in: directory)
        if arrivals.isEmpty { return }
        marks = Array(repeating: Mark(), count: reached.count)
        for (grant, arrivals) in arrivals { spread(grant, arrivals) }
        for place in grants.indices { grants[place].sort() }
    }

    private mutating func reach(from starts: some Sequence<Ordinal<Group>>, _ groups: GroupTable) {
        for group in starts { _ = place(of: group) }
        var next = 0
        while next < reached.count {
            groups.children.withList(reached[next].index) { list in
                for index in list.indices { children.append(place(of: list[index])) }
            }
            childrenEnds.append(Int32(children.count))
            next += 1
        }
    }

    private mutating func place(of group: Ordinal<Group>) -> Int32 {
        let next = Int32(reached.count)
        let place = places[group, default: next]
        if place == next {
            places[group] = next
            reached.append(group)
        }
        return place
    }

    /// By what grants of the same role, scope and connection have in common.
    private func arrivals(in directory: Directory) -> [GroupGrant: [Arrival]] {
        var arrivals: [GroupGrant: [Arrival]] = [:]
        let groups = directory.groups
        for (place, group) in zip(Int32(0)..., reached) {
            for grant in directory.ownGrants(of: group) {
                arrivals[grant.common, default: []].append(Arrival(grant, at: place))
            }
            groups.parents.withList(group.index) { parents in
                for index in parents.indices where groups.isGranting(parents[index]) && places[parents[index]] == nil {
                    groups.grants.withList(parents[index].index) { grants in
                        for index in grants.indices {
                            let grant = grants[index]
                            arrivals[grant.common, default: []].append(Arrival(grant.oneFurther, at: place))
                        }
                    }
                }
            }
        }
        return arrivals
    }

    private mutating func spread(_ grant: GroupGrant, _ arrivals: [Arrival]) {
        var entering = arrivals.sorted { $0.distance > $1.distance }
        var level: [Arrival] = []
        var touched: [Int32] = []
        while let distance = level.first?.distance ?? entering.last?.distance {
            while let arrival = entering.last, arrival.distance == distance {
                offer(arrival, to: &level)
                entering.removeLast()
            }
            var following: [Arrival] = []
            for arrival in level {
                touched.append(arrival.place)
                grants[Int(arrival.place)].append(grant.at(arrival.distance, until: arrival.expires))
                for index in children(of: arrival.place) {
                    let next = Arrival(place: children[index], expires: arrival.expires, distance: distance + 1)
                    offer(next, to: &following)
                }
            }
            level = following
        }
        for place in touched { marks[Int(place)] = Mark() }
    }

    private func children(of place: Int32) -> Range<Int> {
        (place == 0 ? 0 : Int(childrenEnds[Int(place) - 1]))..<Int(childrenEnds[Int(place)])
    }

    /// Takes the grant where it tells something: where it lasts longer than those from nearer, and of several from
    /// equally far the longest.
    private mutating func offer(_ arrival: Arrival, to level: inout [Arrival]) {
        let mark = marks[Int(arrival.place)]
        if let latest = mark.latest {
            if latest >= arrival.expires { return }
            if mark.level == arrival.distance {
                level[mark.slot].expires = arrival.expires
                marks[Int(arrival.place)].latest = arrival.expires
                return
            }
        }
        marks[Int(arrival.place)] = Mark(latest: arrival.expires, level: arrival.distance, slot: level.count)
        level.append(arrival)
    }
}

extension GrantPropagation.Arrival {
    fileprivate init(_ grant: GroupGrant, at place: Int32) {
        self.init(place: place, expires: grant.expires, distance: grant.distance)
    }
}

extension GroupGrant {
    /// What grants of the same thing have in common.
    fileprivate var common: GroupGrant { at(0, until: .never) }

    fileprivate var oneFurther: GroupGrant { at(distance + 1, until: expires) }

    fileprivate func at(_ distance: UInt32, until expires: Expiry) -> GroupGrant {
        var grant = self
        grant.distance = distance
        grant.expires = expires
        return grant
    }
}
