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

    /// Every scope there is, users before groups.
    static let all = ResourceKind.allCases.flatMap { kind in Method.allCases.map { ProvisioningScope($0, kind) } }

    /// Parses `patch:groups`.
    init?(_ text: String) {
        guard let scope = Self.all.first(where: { $0.description == text }) else { return nil }
        self = scope
    }

    var description: String { "\(method.rawValue):\(kind.endpoint.lowercased())" }
}
