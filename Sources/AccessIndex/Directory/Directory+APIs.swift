import AccessModel

extension Directory {
    /// Writes the API, or its end for nil. What it no longer has, nobody has directly any more.
    mutating func put(_ api: API?, identified identifier: String) {
        let former = apis[Array(identifier.utf8)]
        apis[Array(identifier.utf8)] = api
        let kept = Set((api?.permissions ?? []).map { Array($0.name.utf8) })
        for permission in former?.permissions ?? [] where !kept.contains(Array(permission.name.utf8)) {
            directPermissions.index(of: permission.name, api: identifier).map { takeFromAll($0) }
        }
        unfinished.changesPermissions = true
    }

    mutating func add(_ assignment: PermissionAssignment) {
        guard let user = users.ordinal(id: assignment.user.rawValue), declares(assignment) else { return }
        let permission = DirectPermission(
            permission: directPermissions.intern(assignment.permission, api: assignment.api),
            origin: origins.intern(assignment.origin)
        )
        if users.add(permission, to: user) { directPermissions.count(1, permission.permission) }
    }

    mutating func remove(_ assignment: PermissionAssignment) {
        guard let user = users.ordinal(id: assignment.user.rawValue),
            let index = directPermissions.index(of: assignment.permission, api: assignment.api),
            let origin = origins.index(of: assignment.origin)
        else { return }
        let permission = DirectPermission(permission: index, origin: origin)
        if users.remove(permission, from: user) { directPermissions.count(-1, index) }
    }

    private func declares(_ assignment: PermissionAssignment) -> Bool {
        let permissions = apis[Array(assignment.api.utf8)]?.permissions ?? []
        return permissions.contains { $0.name.isIdentical(to: assignment.permission) }
    }

    /// Looks at every user, unless a feed that names each end has left nothing to be found.
    private mutating func takeFromAll(_ index: DirectPermissionTable.Index) {
        guard directPermissions.isHeld(index) else { return }
        for user in users.ordinals where users.has(index, user) {
            for permission in users.record(of: user).permissions where permission.permission == index {
                if users.remove(permission, from: user) { directPermissions.count(-1, index) }
            }
        }
    }
}
