package import AccessModel

/// The keys of one signer: one that signs, and those that are published beside it.
package struct KeyRing: Sendable {
    package struct RetiredKey: Sendable {
        package let key: SigningKey
        /// When it signed for the last time.
        package let retired: Timestamp

        package init(key: SigningKey, retired: Timestamp) {
            self.key = key
            self.retired = retired
        }
    }

    /// Signs.
    package let active: SigningKey
    /// Published already, so that verifiers know them when they begin to sign.
    package let upcoming: [SigningKey]
    /// Published still, for the tokens they signed.
    package let retired: [RetiredKey]

    package init(active: SigningKey, upcoming: [SigningKey] = [], retired: [RetiredKey] = []) {
        self.active = active
        self.upcoming = upcoming
        self.retired = retired
    }

    /// The public halves of all, the active one first.
    package var publicKeys: [JSONWebKey] {
        ([active] + upcoming + retired.map(\.key)).map(\.publicKey)
    }

    /// The key set (RFC 7517 section 5) as JSON.
    package var jwks: [UInt8] {
        Array("{\"keys\":[\(publicKeys.map(\.json).joined(separator: ","))]}".utf8)
    }
}
