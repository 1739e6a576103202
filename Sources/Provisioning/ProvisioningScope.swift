import HTTPTypes

/// What a SCIM token may do: one method on one kind of resource, written `patch:groups`.
///
/// `get` covers reading one resource and searching.
struct ProvisioningScope: Hashable, Sendable, CustomStringConvertible {
    private let method: Method
    private let kind: ResourceKind

    private enum Method: String, CaseIterable {
        case get, post, put, patch, delete
    }

    private init(method: Method, kind: ResourceKind) {
        self.method = method
        self.kind = kind
    }

    /// Nil for a method that resources do not have.
    init?(method: HTTPRequest.Method, kind: ResourceKind) {
        guard let method = Method(rawValue: method.rawValue.lowercased()) else { return nil }
        self.init(method: method, kind: kind)
    }

    /// Every scope there is, users before groups.
    static let all = [ResourceKind.user, .group].flatMap { kind in
        Method.allCases.map { ProvisioningScope(method: $0, kind: kind) }
    }

    /// Parses `patch:groups`.
    init?(_ text: String) {
        guard let scope = Self.all.first(where: { $0.description == text }) else { return nil }
        self = scope
    }

    var description: String { "\(method.rawValue):\(kind.endpoint.lowercased())" }
}
