/// What a SCIM token may do: one method on one kind of resource, written `patch:groups`.
///
/// `get` covers reading one resource and searching.
struct ProvisioningScope: Hashable, Sendable, CustomStringConvertible {
    enum Method: String, CaseIterable, Sendable {
        case get, post, put, patch, delete
    }

    let method: Method
    let kind: ResourceKind

    init(_ method: Method, _ kind: ResourceKind) {
        self.method = method
        self.kind = kind
    }

    /// Every scope there is, users before groups and these before others.
    static func all(of kinds: [ResourceKind]) -> [ProvisioningScope] {
        kinds.flatMap { kind in Method.allCases.map { ProvisioningScope($0, kind) } }
    }

    var description: String { "\(method.rawValue):\(kind.endpoint.lowercased())" }
}
