import HTTPTypes
import SCIMProtocol

/// What a method does on a path of users or groups.
enum ProvisioningOperation: Equatable, Sendable {
    case list
    /// A list that is asked for by a message.
    case search
    case bulk
    case create
    case read(id: String)
    case replace(id: String)
    case patch(id: String)
    case delete(id: String)

    /// Fails with 405 for a method that the path does not have.
    init(_ method: HTTPRequest.Method, _ path: ProvisioningPath) throws(SCIMError) {
        switch (path, method) {
        case (.root, .get), (.collection, .get): self = .list
        case (.search, .post): self = .search
        case (.bulk, .post): self = .bulk
        case (.collection, .post): self = .create
        case (.resource(_, let id), .get): self = .read(id: id)
        case (.resource(_, let id), .put): self = .replace(id: id)
        case (.resource(_, let id), .patch): self = .patch(id: id)
        case (.resource(_, let id), .delete): self = .delete(id: id)
        default: throw .methodNotAllowed("`\(path.template)` does not have this method")
        }
    }

    /// One of a bulk request.
    init(_ operation: BulkOperation) {
        let id = operation.id ?? ""
        switch operation.method {
        case .post: self = .create
        case .put: self = .replace(id: id)
        case .patch: self = .patch(id: id)
        case .delete: self = .delete(id: id)
        }
    }

    var hasBody: Bool {
        switch self {
        case .create, .replace, .patch, .search, .bulk: true
        case .list, .read, .delete: false
        }
    }

    var isWrite: Bool {
        switch self {
        case .create, .replace, .patch, .delete, .bulk: true
        case .list, .search, .read: false
        }
    }

    /// What the operation needs a token to be good for; nil where each part of it needs its own.
    var scope: ProvisioningScope.Method? {
        switch self {
        case .list, .search, .read: .get
        case .create: .post
        case .replace: .put
        case .patch: .patch
        case .delete: .delete
        case .bulk: nil
        }
    }
}
