/// How clients get into the management API.
package struct AccessSettings: Sendable {
    /// Who signs access tokens: `iss`.
    package var issuer: String
    /// What access tokens are for: `aud`. There is one API, and this is its name.
    package var audience: String
    /// How long an access token lives.
    package var lifetime: Duration
    /// Whether the listener can be reached from this machine alone.
    package var isLoopback: Bool
    /// The requests that a client may send in a second; two seconds' worth may come at once.
    package var requestsPerSecond: Int
    /// The times in a minute that a wrong secret may be shown for a client.
    package var failuresPerMinute: Int

    package init(
        issuer: String,
        audience: String,
        lifetime: Duration = .seconds(3_600),
        isLoopback: Bool = false,
        requestsPerSecond: Int = 1_000,
        failuresPerMinute: Int = 30
    ) {
        self.issuer = issuer
        self.audience = audience
        self.lifetime = lifetime
        self.isLoopback = isLoopback
        self.requestsPerSecond = requestsPerSecond
        self.failuresPerMinute = failuresPerMinute
    }
}

extension AccessSettings {
    /// Whether a client that asks for this audience means this API.
    ///
    /// Tokens always name ``audience`` itself, whatever was asked, so that nobody gets one for another API. On loopback a
    /// server goes by many names, and the vendor's SDK asks for the one that it was told: the request's `Host`.
    func names(_ asked: String, host: String?) -> Bool {
        if asked.utf8.elementsEqual(audience.utf8) { return true }
        guard isLoopback, let host, Self.isLoopback(host) else { return false }
        return ["https", "http"].contains { asked.utf8.elementsEqual("\($0)://\(host)/api/v2/".utf8) }
    }

    /// Whether a `Host` header names this machine as only this machine does.
    private static func isLoopback(_ host: String) -> Bool {
        let name = host.hasPrefix("[") ? host.prefix { $0 != "]" }.dropFirst() : host.prefix { $0 != ":" }
        if ["localhost", "::1"].contains(name.lowercased()) { return true }
        let numbers = name.split(separator: ".", omittingEmptySubsequences: false).map { UInt8($0) }
        return numbers.count == 4 && numbers[0] == 127 && !numbers.contains(nil)
    }
}
