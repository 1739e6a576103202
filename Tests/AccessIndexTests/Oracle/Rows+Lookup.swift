import AccessModel

extension Rows {
    func user(_ subject: SubjectReference) -> User? {
        switch subject {
        case .user(let id): return users[id]
        case .loginID(let text): return users[User.ID(text)].flatMap { isStillCalled($0, text) ? $0 : nil }
        case .providerUser(let id, let text):
            guard let connection = connection(text) else { return nil }
            let found = users.values.filter { $0.connection == connection.id && $0.providerUserID == id }
            return found.count == 1 ? found.first : nil
        case .other: return nil
        }
    }

    /// Whether the user is called at the provider what the login id says: all of it after the second bar.
    func isStillCalled(_ user: User, _ loginID: String) -> Bool {
        let parts = loginID.split(separator: "|", maxSplits: 2, omittingEmptySubsequences: false)
        return parts.count == 3 && String(parts[2]) == user.providerUserID
    }

    /// Whom the text may mean in a question about a user of the connection, by any of the spellings; nil where one of them
    /// is a login id that somebody had.
    func users(named text: String, in connection: Connection.ID) -> [User.ID]? {
        var found = users.values.filter { $0.connection == connection && $0.providerUserID == text }.map(\.id)
        if let holder = users[User.ID(text)] {
            guard isStillCalled(holder, text) else { return nil }
            found.append(holder.id)
        }
        return found
    }

    func connection(_ text: String) -> Connection? {
        if let found = connections[Connection.ID(text)] { return found }
        let named = connections.values.filter { $0.name == text }
        return named.count == 1 ? named.first : nil
    }

    func organization(_ text: String) -> Organization? {
        if let found = organizations[Organization.ID(text)] { return found }
        let named = organizations.values.filter { $0.name == text }
        return named.count == 1 ? named.first : nil
    }

    func link(_ organization: Organization.ID, _ connection: Connection.ID) -> OrganizationConnection? {
        links.first { $0.organization == organization && $0.connection == connection }
    }

    /// For every group that the user is in, the shortest chain to it, the least by ids among equals.
    func chains(of user: User.ID) -> [Group.ID: [Group.ID]] {
        var best: [Group.ID: [Group.ID]] = [:]
        for (group, held) in members where held.contains(.user(user)) { best[group] = [group] }
        var changed = true
        while changed {
            changed = false
            for (group, chain) in best {
                for (parent, held) in members where held.contains(.group(group)) {
                    let candidate = chain + [parent]
                    if let known = best[parent], !isShorter(candidate, known) { continue }
                    best[parent] = candidate
                    changed = true
                }
            }
        }
        return best
    }

    /// For every role that `role` has the entitlements of, itself included, the shortest chain to it.
    func chains(of role: Role.ID) -> [Role.ID: [Role.ID]] {
        guard roles[role] != nil else { return [:] }
        var best = [role: [role]]
        var changed = true
        while changed {
            changed = false
            for (id, chain) in best {
                for next in roles[id]?.inherits ?? [] where roles[next] != nil {
                    let candidate = chain + [next]
                    if let known = best[next], !isShorter(candidate, known) { continue }
                    best[next] = candidate
                    changed = true
                }
            }
        }
        return best
    }

    private func isShorter<ID: Comparable>(_ left: [ID], _ right: [ID]) -> Bool {
        left.count != right.count ? left.count < right.count : left.lexicographicallyPrecedes(right)
    }
}
