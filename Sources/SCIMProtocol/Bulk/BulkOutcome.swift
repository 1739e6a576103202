/// How one operation of a bulk request ended.
package struct BulkOutcome: Equatable, Sendable {
    package var status: Int
    /// Of the resource that a POST made.
    package var id: String?
    /// The URL of the resource; nil for a POST that failed.
    package var location: String?
    /// The entity tag of the resource afterwards.
    package var version: String?
    /// The body for a failure.
    package var response: SCIMObject?

    package init(status: Int, id: String? = nil, location: String? = nil, version: String? = nil) {
        self.status = status
        self.id = id
        self.location = location
        self.version = version
    }

    /// A failure.
    package init(_ error: SCIMError, location: String? = nil) {
        self.init(status: error.status, location: location)
        response = error.representation
    }

    package var isFailure: Bool { !(200..<300).contains(status) }

    /// The outcome of an operation that had two halves.
    func followed(by later: Self) -> Self {
        guard !isFailure else { return self }
        var both = self
        if later.isFailure {
            both.status = later.status
            both.response = later.response
        }
        both.version = later.version ?? version
        return both
    }
}

/// The answer to a bulk request (RFC 7644 section 3.7.3): what was carried out, in the order of the request.
package struct BulkResponse: Equatable, Sendable {
    package static let schema = "urn:ietf:params:scim:api:messages:2.0:BulkResponse"

    package var results: [(operation: BulkOperation, outcome: BulkOutcome)]

    package static func == (left: Self, right: Self) -> Bool { left.representation == right.representation }

    package var representation: SCIMObject {
        let operations = results.map { SCIMValue.object(Self.representation(of: $0.outcome, to: $0.operation)) }
        return ["schemas": [.string(Self.schema)], "Operations": .array(operations)]
    }

    private static func representation(of outcome: BulkOutcome, to operation: BulkOperation) -> SCIMObject {
        var object: SCIMObject = ["method": .string(operation.method.rawValue)]
        object["bulkId"] = operation.bulkID.map { .string($0) }
        object["version"] = outcome.version.map { .string($0) }
        object["location"] = outcome.location.map { .string($0) }
        object["status"] = .string(String(outcome.status))
        object["response"] = outcome.response.map { .object($0) }
        return object
    }
}
