import Synchronization

extension SigningKey {
    /// The signature of `message` as JOSE writes it: `r || s` for ES256, else what the algorithm makes.
    package func sign(_ message: [UInt8]) throws(SigningError) -> [UInt8] {
        let context = try takeContext()
        // A context that failed is not put back: its state is unknown.
        let signature = try context.sign(message)
        idleContexts.withLock { contexts in contexts.append(context) }
        return signature
    }

    private func takeContext() throws(SigningError) -> SigningContext {
        if let idle = idleContexts.withLock({ contexts in contexts.popLast() }) { return idle }
        return try unsafe SigningContext(handle, algorithm: algorithm)
    }
}
