import RequestAdmission
import SCIMProtocol

extension ProvisioningOperation {
    /// What the request costs whatever its body says; nil where the body decides that.
    var fixedCost: RequestCost? {
        switch self {
        case .list, .search, .read, .create: .request
        case .delete: .revocation
        case .replace, .patch, .bulk: nil
        }
    }

    /// What a request with this body costs: one, or one for each operation of a bulk request, up to `limit`, beyond which
    /// it is refused anyway.
    func cost(of body: SCIMValue, atMost limit: Int) -> RequestCost {
        guard self == .bulk else { return mayRevoke(body) ? .revocation : .request }
        let operations = body.object?.list("operations").prefix(limit) ?? []
        let revocations = operations.count { element in
            let operation = try? BulkOperation(element, profile: .lenient)
            return operation.map { ProvisioningOperation($0).mayRevoke($0.data) } ?? false
        }
        // An empty one is a request all the same.
        return RequestCost(
            requests: max(operations.isEmpty ? 1 : 0, operations.count - revocations),
            revocations: revocations
        )
    }

    /// Whether a request for one resource may take something away from somebody.
    func mayRevoke(_ body: SCIMValue) -> Bool {
        switch self {
        case .list, .search, .read, .create, .bulk: false
        case .delete: true
        case .replace: body.object?.mentions("active", unless: true) == true || body.object?.mentions("members") == true
        case .patch: body.object?.list("operations").contains(where: \.takesAway) == true
        }
    }
}

extension SCIMValue {
    /// Of one operation of a PATCH, whether it may deactivate a user or remove a member.
    fileprivate var takesAway: Bool {
        guard let operation = object.flatMap({ try? PatchOperation(.object($0)) }) else { return false }
        let path = operation.path?.lowercased() ?? ""
        let value = operation.value?.object
        let touchesActive = path.contains("active") || value?.mentions("active") == true
        switch operation.kind {
        case .remove: return true
        case .add: return touchesActive
        case .replace: return touchesActive || path.contains("members") || value?.mentions("members") == true
        }
    }
}

extension SCIMObject {
    /// Whether a member's name ends like this, in any case and under any URN, with another value than the given one.
    fileprivate func mentions(_ name: String, unless value: SCIMValue? = nil) -> Bool {
        members.contains { $0.name.lowercased().hasSuffix(name) && $0.value != value }
    }

    fileprivate func list(_ name: String) -> [SCIMValue] {
        members.first { $0.name.lowercased() == name }?.value.array ?? []
    }
}
