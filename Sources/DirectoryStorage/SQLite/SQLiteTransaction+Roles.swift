import AccessModel
import GRDB

extension SQLiteTransaction {
    @discardableResult
    func putRole(_ role: Role) throws(StoreError) -> Bool {
        let stored = try self.role(role.id)
        try authorize(.role, role.name, of: stored?.origin)
        if let stored, stored.owner != role.owner { throw .notUnique(.roleID, role.id.rawValue) }
        if let other = try self.role(named: role.name, ownedBy: role.owner), other.id != role.id {
            try claim(.roleName, .role, role.name, heldBy: other.origin)
        }
        try refuseInheritance(by: role)
        guard stored != role else { return false }
        try write(role, replacing: stored)
        return true
    }

    @discardableResult
    func deleteRole(_ id: Role.ID) throws(StoreError) -> Bool {
        guard let stored = try role(id) else { return false }
        try authorize(.role, stored.name, of: stored.origin)
        for stored in try roles() where stored.inherits.contains(id) {
            var heir = stored
            heir.inherits.removeAll { $0 == id }
            try write(heir, replacing: stored)
        }
        // It may have inherited itself, and have been changed just now.
        if let last = try role(id) { try keep(last) }
        try session.run("DELETE FROM roles WHERE id = ?", id.rawValue)
        try note(.deleteRole(id))
        return true
    }

    /// Refuses to give the role where its owner does not have it.
    ///
    /// INVARIANT (owned roles stay at home): checked wherever an assignment is written, in its transaction, and no role
    /// changes its owner or is inherited from outside. Readers and the index need not look at owners to know where a role
    /// can count.
    func refuse(_ role: Role.ID, in scope: RoleAssignment.Scope) throws(StoreError) {
        // Only one that has an owner is read: a role can be large, and be given to a thousand groups at once.
        let owner = try key("SELECT owner_key FROM roles WHERE id = ? AND owner_key IS NOT NULL", role.rawValue)
        guard owner != nil, let role = try self.role(role), !role.isAssignable(in: scope) else { return }
        throw try ownedRole(role)
    }

    /// Ends the roles that the organization owns, wherever they came from. Before the organization is deleted.
    ///
    /// No other role inherits one of them.
    func deleteRoles(ownedBy organization: Organization.ID) throws(StoreError) {
        for role in try roles(ownedBy: organization) {
            try keep(role)
            try session.run("DELETE FROM roles WHERE id = ?", role.id.rawValue)
            try note(.deleteRole(role.id))
        }
    }

    private func refuseInheritance(by role: Role) throws(StoreError) {
        for id in role.inherits {
            if let inherited = try self.role(id), inherited.owner != nil { throw try ownedRole(inherited) }
        }
    }

    private func ownedRole(_ role: Role) throws(StoreError) -> StoreError {
        guard let owner = role.owner else { return .unknown(.role, role.name) }
        return .ownedRole(role.name, owner: try organization(owner)?.name ?? owner.rawValue)
    }

    @discardableResult
    func putResourceType(_ type: ResourceType) throws(StoreError) -> Bool {
        let stored = try resourceType(named: type.name)
        try authorize(.resourceType, type.name, of: stored?.origin)
        guard stored != type else { return false }
        try session.run(
            """
            INSERT INTO resource_types (name, record, origin) VALUES (?, ?, ?)
            ON CONFLICT (name) DO UPDATE SET record = excluded.record, origin = excluded.origin
            """,
            type.name,
            JSONText.text(type),
            type.origin.text
        )
        try note(.putResourceType(type), replacing: stored.map(Change.putResourceType))
        return true
    }

    @discardableResult
    func deleteResourceType(_ name: String) throws(StoreError) -> Bool {
        guard let stored = try resourceType(named: name) else { return false }
        try authorize(.resourceType, name, of: stored.origin)
        try session.run("DELETE FROM resource_types WHERE name = ?", name)
        try note(.deleteResourceType(name), replacing: .putResourceType(stored))
        return true
    }

    @discardableResult
    func putAPI(_ api: API) throws(StoreError) -> Bool {
        let stored = try self.api(api.identifier)
        try authorize(.api, api.identifier, of: stored?.origin)
        guard stored != api else { return false }
        try endDirectAssignments(ofPermissionsLeaving: api)
        try session.run(
            """
            INSERT INTO apis (identifier, record, origin) VALUES (?, ?, ?)
            ON CONFLICT (identifier) DO UPDATE SET record = excluded.record, origin = excluded.origin
            """,
            api.identifier,
            JSONText.text(api),
            api.origin.text
        )
        try note(.putAPI(api), replacing: stored.map(Change.putAPI))
        return true
    }

    @discardableResult
    func deleteAPI(_ identifier: String) throws(StoreError) -> Bool {
        guard let stored = try api(identifier) else { return false }
        try authorize(.api, identifier, of: stored.origin)
        for assignment in try permissionAssignments(ofAPI: identifier) {
            try note(.removePermissionAssignment(assignment))
        }
        try session.run("DELETE FROM apis WHERE identifier = ?", identifier)
        try note(.deleteAPI(identifier), replacing: .putAPI(stored))
        return true
    }

    @discardableResult
    func putLoginSettings(_ settings: LoginSettings) throws(StoreError) -> Bool {
        let stored = try loginSettings()
        guard stored != settings else { return false }
        try session.run("UPDATE tenant SET login_settings = ?", JSONText.text(settings))
        try note(.putLoginSettings(settings), replacing: .putLoginSettings(stored))
        return true
    }

    private func write(_ role: Role, replacing stored: Role?) throws(StoreError) {
        var owner: Int64?
        if let id = role.owner {
            owner = try organizationKey(id)
            if owner == nil { throw .unknown(.organization, id.rawValue) }
        }
        try session.run(
            """
            INSERT INTO roles (id, name, owner_key, record, origin) VALUES (?, ?, ?, ?, ?)
            ON CONFLICT (id) DO UPDATE SET name = excluded.name, record = excluded.record, origin = excluded.origin
            """,
            role.id.rawValue,
            role.name,
            owner,
            JSONText.text(role),
            role.origin.text
        )
        try note(.putRole(role), replacing: stored.map(Change.putRole))
    }
}
