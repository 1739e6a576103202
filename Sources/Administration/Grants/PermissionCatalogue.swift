import AccessModel
import DirectoryStorage

/// The APIs of the tenant, to tell which of their permissions roles carry.
struct PermissionCatalogue {
    private let apis: [API]

    init(_ reader: any DirectoryReader) throws {
        apis = try reader.apis()
    }

    /// The permissions that entitlements speak of, by API and name.
    ///
    /// One that several carry is conditional where all of them are.
    func permissions(of entitlements: [Entitlement]) -> [PermissionBody] {
        let carrying = entitlements.filter { $0.resourceType == Entitlement.apiResourceType }
        return apis.flatMap { api in
            api.permissions.compactMap { permission in
                let all = carrying.filter { $0.carries(permission, of: api) }
                guard !all.isEmpty else { return nil }
                return PermissionBody(permission, of: api, isConditional: all.allSatisfy(\.isConditional))
            }
        }.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
    }
}

extension Entitlement {
    fileprivate func carries(_ permission: API.Permission, of api: API) -> Bool {
        action.hasSameBytes(as: permission.name) && (resourceID == nil || resourceID.hasSameBytes(as: api.identifier))
    }
}

extension DirectoryReader {
    /// What the role entitles to, by itself and by the roles that it inherits.
    func entitlements(of role: Role) throws -> [Entitlement] {
        var seen: Set<Role.ID> = [role.id]
        var waiting = [role]
        var entitlements: [Entitlement] = []
        while let role = waiting.popLast() {
            entitlements += role.entitlements
            for id in role.inherits where seen.insert(id).inserted {
                if let inherited = try self.role(id) { waiting.append(inherited) }
            }
        }
        return entitlements
    }
}
