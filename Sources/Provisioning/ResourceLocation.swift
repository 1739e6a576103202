import AccessModel
import HTTPTypes
import SCIMProtocol

/// Builds the absolute addresses of one connection's resources.
struct ResourceLocation: Sendable {
    /// Everything before the endpoint's name.
    private let base: String

    init(connection: Connection.ID, request: HTTPRequest, externalBaseURL: String?) {
        let origin = externalBaseURL ?? Self.origin(of: request)
        base = "\(origin)\(ProvisioningTarget.mount)/\(PercentEncoding.encodeSegment(connection.rawValue))"
    }

    /// - Parameter base: everything before the endpoint's name.
    init(base: String) {
        self.base = base
    }

    /// The base as it stands in a JSON string.
    var jsonBase: ArraySlice<UInt8> { SCIMValue.string(base).json.dropFirst().dropLast() }

    func callAsFunction(_ kind: ResourceKind, id: String) -> String {
        "\(base)/\(kind.endpoint)/\(PercentEncoding.encodeSegment(id))"
    }

    func callAsFunction(_ endpoint: String) -> String {
        "\(base)/\(endpoint)"
    }

    // The host is whatever the client wrote; anything that is not a plain authority would end up inside our answer.
    private static func origin(of request: HTTPRequest) -> String {
        let scheme = request.scheme == "https" ? "https" : "http"
        guard let authority = request.authority, isPlain(authority) else { return "\(scheme)://localhost" }
        return "\(scheme)://\(authority)"
    }

    private static func isPlain(_ authority: String) -> Bool {
        !authority.isEmpty && authority.utf8.count <= 255
            && authority.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"):
                    true
                default: ".-:[]_".utf8.contains(byte)
                }
            }
    }
}
