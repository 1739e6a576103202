import AccessModel

extension Directory {
    mutating func put(_ group: Group) {
        guard let connection = connections.ordinal(id: group.connection.rawValue) else { return }
        var group = group
        // One text for all groups of a connection.
        if let shared = connections[connection]?.id { group.connection = shared }
        let ordinal = groups.put(group)
        groups.replaceAssignments(of: ordinal, with: assignments.selecting(group))
        unfinished.regrantedGroups.insert(ordinal)
    }

    mutating func deleteGroup(_ group: Ordinal<Group>) {
        for assignment in groups.assignments[group.index] where assignments[assignment]?.namesGroup == true {
            remove(assignment)
        }
        unfinished.regrantedGroups.formUnion(groups.children[group.index])
        memberships -= groups.memberCount(of: group) + groups.parents[group.index].filter { $0 != group }.count
        groups.remove(group)
        deletedGroups.append(group)
        unfinished.deletedGroups += 1
    }

    mutating func addMembers(_ members: [Group.Member], to id: Group.ID) {
        guard let group = groups.ordinal(id: id) else { return }
        for member in members {
            switch member {
            case .user(let id): users.ordinal(id: id.rawValue).map { add($0, to: group) }
            case .group(let id): groups.ordinal(id: id).map { add($0, to: group) }
            }
        }
    }

    mutating func removeMembers(_ members: [Group.Member], from id: Group.ID) {
        guard let group = groups.ordinal(id: id) else { return }
        for member in members {
            switch member {
            case .user(let id): users.ordinal(id: id.rawValue).map { remove($0, from: group) }
            case .group(let id): groups.ordinal(id: id).map { remove($0, from: group) }
            }
        }
    }

    mutating func count(_ change: Int, membersOf group: Ordinal<Group>) {
        groups.count(change, membersOf: group)
        memberships += change
    }

    private mutating func add(_ user: Ordinal<User>, to group: Ordinal<Group>) {
        dropDeletedGroups(of: user)
        if users.add(user, to: group) { count(1, membersOf: group) }
    }

    private mutating func remove(_ user: Ordinal<User>, from group: Ordinal<Group>) {
        dropDeletedGroups(of: user)
        if users.remove(user, from: group) { count(-1, membersOf: group) }
    }

    /// Deleting a group does not look for its members; whoever changes a user's memberships anyhow tidies up, and what
    /// nobody changes is swept.
    mutating func dropDeletedGroups(of user: Ordinal<User>) {
        guard groups.hasDeleted, isInDeletedGroup(user) else { return }
        users.replaceGroups(of: user, with: users.groups(of: user).filter { !groups.isDeleted($0) })
    }

    /// Looked up where the groups lie: hardly anybody is, and decoding everybody's record to see that is what costs.
    private func isInDeletedGroup(_ user: Ordinal<User>) -> Bool {
        users.withGroups(of: user) { list in
            for index in list.indices where groups.isDeleted(Ordinal(Int(list[index]))) { return true }
            return false
        }
    }

    private mutating func add(_ child: Ordinal<Group>, to group: Ordinal<Group>) {
        guard groups.add(child, to: group) else { return }
        memberships += 1
        unfinished.regrantedGroups.insert(child)
    }

    private mutating func remove(_ child: Ordinal<Group>, from group: Ordinal<Group>) {
        guard groups.remove(child, from: group) else { return }
        memberships -= 1
        unfinished.regrantedGroups.insert(child)
    }
}

extension GroupAssignment {
    /// Whether it is given to one group by its id, and ends with it.
    fileprivate var namesGroup: Bool {
        guard case .id = selector else { return false }
        return true
    }
}
