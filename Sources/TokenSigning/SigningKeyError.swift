import CLibCrypto

extension SigningError {
    /// The last error that libcrypto reported on this thread, and an empty error queue after it.
    static func libcrypto(_ operation: String) -> SigningError {
        let code = ERR_peek_last_error()
        ERR_clear_error()
        guard let reason = unsafe ERR_reason_error_string(code) else {
            return .cryptography(operation: operation, reason: "libcrypto gives no reason")
        }
        return .cryptography(operation: operation, reason: unsafe String(cString: reason))
    }
}
