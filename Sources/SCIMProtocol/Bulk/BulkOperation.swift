import Foundation

/// One operation of a bulk request: what a request of its own would say.
package struct BulkOperation: Equatable, Sendable {
    package enum Method: String, Sendable {
        case post = "POST"
        case put = "PUT"
        case patch = "PATCH"
        case delete = "DELETE"
    }

    package var method: Method
    /// The client's name for the operation; of a POST also for the resource that it makes.
    package var bulkID: String?
    /// The first segment of the path, as the client spelled it: `Users`.
    package var endpoint: String
    /// Nil for a POST.
    package var id: String?
    /// The entity tag that the resource must have, as in `If-Match`.
    package var version: String?
    /// Null for a DELETE.
    package var data: SCIMValue

    package init(
        _ method: Method,
        endpoint: String,
        id: String? = nil,
        bulkID: String? = nil,
        version: String? = nil,
        data: SCIMValue = .null
    ) {
        self.method = method
        self.endpoint = endpoint
        self.id = id
        self.bulkID = bulkID
        self.version = version
        self.data = data
    }
}

extension BulkOperation {
    /// Reads one element of `Operations`.
    package init(_ element: SCIMValue, profile: Profile) throws(SCIMError) {
        guard let object = element.object else { throw .invalidSyntax("it must be an object") }
        guard let method = object["method"]?.string.flatMap({ Method(rawValue: $0.uppercased()) }) else {
            throw .invalidSyntax("it needs a `method` of `POST`, `PUT`, `PATCH` or `DELETE`")
        }
        let (endpoint, id) = try Self.target(object["path"]?.string, of: method)
        let data = object["data"] ?? .null
        guard data.object != nil || method == .delete else { throw .invalidSyntax("it needs `data`") }
        self.init(
            method,
            endpoint: endpoint,
            id: id,
            bulkID: try Self.text(object, "bulkId"),
            version: try Self.text(object, "version"),
            data: method == .delete ? .null : data
        )
        guard method != .post || bulkID != nil || profile.acceptsIncompleteMessages else {
            throw .invalidSyntax("a POST needs a `bulkId`")
        }
    }

    /// Endpoint and id of a relative path, decoded: only a POST has no id.
    private static func target(_ path: String?, of method: Method) throws(SCIMError) -> (String, String?) {
        let pieces = path?.split(separator: "/") ?? []
        let segments = pieces.compactMap { String($0).removingPercentEncoding }
        guard segments.count == pieces.count, segments.count == (method == .post ? 1 : 2) else {
            let shape = method == .post ? "/Users" : "/Users/{id}"
            throw .invalidSyntax("the `path` of a \(method.rawValue) is like `\(shape)`")
        }
        return (segments[0], segments.count == 2 ? segments[1] : nil)
    }

    private static func text(_ object: SCIMObject, _ name: String) throws(SCIMError) -> String? {
        guard let value = object[name], value != .null, value != "" else { return nil }
        guard let text = value.string else { throw .invalidSyntax("its `\(name)` must be a string") }
        return text
    }
}
