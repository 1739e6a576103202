import HTTPTypes
import SCIMProtocol

/// What a method does on a path of users or groups.
enum ProvisioningOperation: Equatable, Sendable {
    case list
    case create
    case read(id: String)
    case replace(id: String)
    case patch(id: String)
    case delete(id: String)

    /// Fails with 405 for a method that the path does not have.
    init(_ method: HTTPRequest.Method, _ path: ProvisioningPath) throws(SCIMError) {
        switch (path, method) {
        case (.collection, .get): self = .list
        case (.collection, .post): self = .create
        case (.resource(_, let id), .get): self = .read(id: id)
        case (.resource(_, let id), .put): self = .replace(id: id)
        case (.resource(_, let id), .patch): self = .patch(id: id)
        case (.resource(_, let id), .delete): self = .delete(id: id)
        default: throw .methodNotAllowed("`\(path.template)` does not have this method")
        }
    }

    var hasBody: Bool {
        switch self {
        case .create, .replace, .patch: true
        case .list, .read, .delete: false
        }
    }
}
