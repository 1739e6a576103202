/// How much one bulk request may hold, as `ServiceProviderConfig` tells clients.
package struct BulkLimits: Hashable, Sendable {
    package var maxOperations: Int
    /// In bytes of the request body.
    package var maxPayloadSize: Int

    package init(maxOperations: Int = 1_000, maxPayloadSize: Int = 1 << 20) {
        self.maxOperations = maxOperations
        self.maxPayloadSize = maxPayloadSize
    }

    /// Fails with 413 for a body that is too large.
    package func check(payloadSize: Int) throws(SCIMError) {
        guard payloadSize <= maxPayloadSize else {
            throw .payloadTooLarge("a bulk request has at most \(maxPayloadSize) bytes (`maxPayloadSize`)")
        }
    }

    func check(operationCount: Int) throws(SCIMError) {
        guard operationCount <= maxOperations else {
            throw .payloadTooLarge("a bulk request has at most \(maxOperations) operations (`maxOperations`)")
        }
    }
}
