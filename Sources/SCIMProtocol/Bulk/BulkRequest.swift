/// Several requests in one (RFC 7644 section 3.7).
package struct BulkRequest: Equatable, Sendable {
    package static let schema = "urn:ietf:params:scim:api:messages:2.0:BulkRequest"

    package let operations: [BulkOperation]
    /// After how many failures the rest is left undone; nil for never.
    package let failOnErrors: Int?

    package init(operations: [BulkOperation], failOnErrors: Int? = nil) {
        self.operations = operations
        self.failOnErrors = failOnErrors
    }

    /// Fails with 413 for too many operations, and with 400 where any of them cannot be understood: nothing has been
    /// carried out then.
    package init(_ body: SCIMValue, limits: BulkLimits, profile: Profile = .lenient) throws(SCIMError) {
        let message = try Message(body, schema: Self.schema, profile: profile)
        guard let elements = message.object["Operations"]?.array else {
            throw .invalidSyntax("`Operations` must be an array")
        }
        try limits.check(operationCount: elements.count)
        failOnErrors = try message.number("failOnErrors")
        guard failOnErrors ?? 1 > 0 else { throw .invalidValue("`failOnErrors` must be at least 1") }
        var operations: [BulkOperation] = []
        for (index, element) in elements.enumerated() {
            do {
                operations.append(try BulkOperation(element, profile: profile))
            } catch {
                throw SCIMError(status: 400, keyword: error.keyword, detail: "operation \(index + 1): \(error.detail)")
            }
        }
        self.operations = operations
        try checkNames()
    }

    private func checkNames() throws(SCIMError) {
        var names: Set<String> = []
        for name in operations.compactMap(\.bulkID) where !names.insert(name).inserted {
            throw .invalidValue("the `bulkId` \(name.quoted) stands for two operations")
        }
    }
}
