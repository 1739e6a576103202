import AccessModel
import Administration
import Configuration
import DecisionSocket
import DirectoryStorage
import Logging
import SCIMProtocol

extension RollcallConfiguration {
    /// Reads flags before environment before the file.
    ///
    /// - Parameters:
    ///   - flags: what the command line said, by configuration key.
    ///   - file: path of a YAML file, or nil.
    static func read(flags: [String: String], file: String?) async throws(CommandFailure) -> RollcallConfiguration {
        var providers: [any ConfigProvider] = [
            InMemoryProvider(name: "flags", values: values(of: flags)),
            EnvironmentVariablesProvider().prefixKeys(with: "rollcall"),
        ]
        if let file {
            providers.append(InMemoryProvider(name: "file", values: try ConfigurationFile(path: file).values))
        }
        return try RollcallConfiguration(Settings(reader: ConfigReader(providers: providers)))
    }

    private static func values(of flags: [String: String]) -> [AbsoluteConfigKey: ConfigValue] {
        let pairs = flags.map { key, value in
            let components = key.split(separator: ".").map(String.init)
            return (AbsoluteConfigKey(components), ConfigValue(.string(value), isSecret: false))
        }
        return Dictionary(uniqueKeysWithValues: pairs)
    }

    private init(_ settings: Settings) throws(CommandFailure) {
        data = settings.text(.data) ?? ".rollcall"
        policies = settings.text(.policies) ?? "policies"
        socket = settings.text(.socket) ?? "\(data)/rollcall.sock"
        adminSocket = settings.text(.adminSocket) ?? "\(data)/admin.sock"
        listener = try Listener(settings)
        token = try Token(settings)
        freshness = try Freshness(settings)
        peers = try Peers(settings)
        provisioning = try Provisioning(settings)
        management = try Management(settings, listener)
        tenantName = settings.text(.tenantName) ?? "rollcall"
        limits = try ManagementLimits(settings)
        storeLimits = try StoreLimits(settings)
        retainedAssignments = try settings.duration(.retentionEndedAssignments) ?? .seconds(30 * 86_400)
        retainedRevisions = UInt64(try settings.number(.retentionRevisions, in: 1_000...1_000_000_000) ?? 1_000_000)
        retainedAge = try settings.duration(.retentionAge) ?? .seconds(30 * 86_400)
        diskReserve = try settings.number(.diskReserveBytes, in: 0...17_179_869_184) ?? 33_554_432
        logLevel =
            try settings.value(.logLevel, "one of trace, debug, info, notice, warning, error, critical") {
                Logger.Level(rawValue: $0)
            } ?? .info
    }
}

extension RollcallConfiguration.Listener {
    fileprivate init(_ settings: Settings) throws(CommandFailure) {
        let address = settings.text(.listen) ?? "127.0.0.1:8080"
        guard let colon = address.lastIndex(of: ":"), let port = UInt16(address[address.index(after: colon)...]) else {
            throw .invalid(.listen, address, "an address such as `127.0.0.1:8080`")
        }
        host = address[..<colon].trimmingBrackets()
        self.port = Int(port)
        certificate = settings.text(.tlsCertificate)
        key = settings.text(.tlsKey)
        allowsInsecure = try settings.value(.insecureListen, "true or false") { Bool($0) } ?? false
        externalURL = settings.text(.externalURL)
        limits = ListenerLimits(
            connections: try settings.number(.listenerMaximumConnections, in: 1...65_536) ?? 1_024,
            perAddress: try settings.number(.listenerMaximumConnectionsPerAddress, in: 1...65_536),
            perClient: try settings.number(.listenerMaximumConnectionsPerClient, in: 1...65_536),
            head: try settings.duration(.listenerHeadTimeout) ?? .seconds(10),
            idle: try settings.duration(.listenerIdleTimeout) ?? .seconds(60),
            exchange: try settings.duration(.listenerExchangeTimeout) ?? .seconds(60)
        )
        trustedProxies = []
        for text in settings.list(.listenerTrustedProxies) {
            guard let range = AddressRange(text) else {
                throw .invalid(.listenerTrustedProxies, text, "addresses and ranges such as `10.0.0.0/8` or `::1`")
            }
            trustedProxies.append(range)
        }
        maximumHeldBodyBytes =
            try settings.number(.listenerMaximumHeldBodyBytes, in: 1_048_576...17_179_869_184) ?? 67_108_864
        try check()
    }

    private func check() throws(CommandFailure) {
        guard (certificate == nil) == (key == nil) else {
            throw CommandFailure(
                "`tls_certificate` and `tls_key` belong together: give both, or none",
                exitCode: .configurationInvalid
            )
        }
        guard isLoopback || certificate != nil || allowsInsecure else {
            throw CommandFailure(
                "`\(host)` is reachable from other machines, and bearer tokens would cross the network in the clear: "
                    + "give --tls-certificate and --tls-key, or accept the risk with --insecure-listen",
                exitCode: .configurationInvalid
            )
        }
    }
}

extension RollcallConfiguration.Token {
    fileprivate init(_ settings: Settings) throws(CommandFailure) {
        issuer = settings.text(.tokenIssuer) ?? "https://rollcall.localhost"
        audience = settings.text(.tokenAudience) ?? issuer
        lifetime = try settings.duration(.tokenLifetime) ?? .seconds(300)
        maximumLifetime = try settings.duration(.tokenMaximumLifetime) ?? .seconds(3_600)
        maximumBytes = try settings.number(.tokenMaximumBytes, in: 1_024...16_777_216) ?? 102_400
        claimsNamespace =
            try settings.value(.tokenClaimsNamespace, "a URL that ends in `/` or `#`, such as `https://acme.example/`")
        {
            $0.isNamespace ? $0 : nil
        } ?? ""
        includesRoleIDs = try settings.value(.tokenRoleIDs, "true or false") { Bool($0) } ?? false
        warningBytes = try settings.number(.tokenWarningBytes, in: 256...16_777_216) ?? 6_144
        let choices = TokenSettings.Groups.allCases.map(\.rawValue).joined(separator: ", ")
        groups = try settings.value(.tokenGroups, "one of \(choices)", TokenSettings.Groups.init(rawValue:)) ?? .all
        keySetMaximumAge = try settings.duration(.tokenKeySetMaximumAge) ?? .seconds(300)
        keyLead = try settings.duration(.tokenKeyLeadTime) ?? .seconds(3_600)
        guard keySetMaximumAge < keyLead else {
            throw CommandFailure(
                "`token.key_lead_time` must be longer than `token.key_set_max_age`: verifiers would meet tokens of a key "
                    + "that is not in the set that they keep",
                exitCode: .configurationInvalid
            )
        }
        guard lifetime <= maximumLifetime else {
            throw CommandFailure(
                "`token.lifetime` is longer than `token.max_lifetime`",
                exitCode: .configurationInvalid
            )
        }
    }
}

extension RollcallConfiguration.Freshness {
    fileprivate init(_ settings: Settings) throws(CommandFailure) {
        warn = try settings.duration(.freshnessWarn) ?? .seconds(5)
        limit = try settings.duration(.freshnessLimit) ?? .seconds(60)
        pollInterval = try settings.duration(.freshnessPoll) ?? .milliseconds(500)
        guard warn <= limit else {
            throw CommandFailure(
                "`freshness.warn` is longer than `freshness.limit`: answers would be refused before they are marked",
                exitCode: .configurationInvalid
            )
        }
        guard pollInterval < limit else {
            throw CommandFailure(
                "`freshness.limit` must be longer than `freshness.poll`: the index would be too old for an answer "
                    + "before it is looked after; raise the limit, or poll more often",
                exitCode: .configurationInvalid
            )
        }
    }
}

extension RollcallConfiguration.Peers {
    fileprivate init(_ settings: Settings) throws(CommandFailure) {
        claims = settings.list(.peersClaims)
        check = settings.list(.peersCheck)
        search = settings.list(.peersSearch)
        stats = settings.list(.peersStats)
        manage = settings.list(.peersManage)
        maximumConnections = try settings.number(.peersMaximumConnections, in: 1...65_536) ?? 1_024
        maximumConnectionsPerUser =
            try settings.number(.peersMaximumConnectionsPerUser, in: 1...65_536) ?? max(1, maximumConnections / 2)
        maximumWaitingPerConnection = try settings.number(.peersMaximumWaitingPerConnection, in: 1...32) ?? 16
        maximumWaitingPerUser = try settings.number(.peersMaximumWaitingPerUser, in: 1...65_536) ?? 1_024
    }
}

extension RollcallConfiguration.Provisioning {
    fileprivate init(_ settings: Settings) throws(CommandFailure) {
        definitions = settings.text(.scimDefinitions)
        maximumBodySize = try settings.number(.scimMaximumBodyBytes, in: 1_024...268_435_456) ?? 33_554_432
        maximumPageSize = try settings.number(.scimMaximumPageSize, in: 1...10_000) ?? 200
        maximumBulkOperations = try settings.number(.scimMaximumBulkOperations, in: 1...100_000) ?? 1_000
        requestsPerSecond = try settings.number(.scimMaximumRequestsPerSecond, in: 1...1_000_000) ?? 5_000
        revocationsPerSecond =
            try settings.number(.scimMaximumRevocationsPerSecond, in: 1...1_000_000) ?? 5_000
        restoresInactiveUsers =
            try settings.value(.scimReprovisioning, "conflict or restore") { text in
                ["conflict": false, "restore": true][text]
            } ?? false
        let answersPatch = try settings.value(.scimReturnGroupAfterPatch, "true or false") { Bool($0) } ?? false
        let absentMembers = try settings.value(
            .scimAbsentMembers,
            Profile.AbsentMembers.allCases.map(\.rawValue).joined(separator: ", "),
            Profile.AbsentMembers.init(rawValue:)
        )
        let set = { (profile: Profile) in
            profile.with {
                $0.groupPatchReturnsBody = answersPatch
                $0.absentMembers = absentMembers ?? $0.absentMembers
            }
        }
        profile = try settings.value(.scimProfile, Profile.choice, Profile.init(text:)) ?? .lenient
        profiles = [:]
        for entry in settings.list(.scimProfiles) {
            let parts = entry.split(separator: "=", maxSplits: 1).map(String.init)
            guard parts.count == 2, let profile = Profile(text: parts[1]) else {
                throw .invalid(.scimProfiles, entry, "CONNECTION=PROFILE with \(Profile.choice)")
            }
            profiles[.derived(from: parts[0])] = set(profile)
        }
        profile = set(profile)
    }
}

extension RollcallConfiguration.Management {
    /// Tokens that outlive a day are secrets themselves.
    private static let longestTokenLifetime = Duration.seconds(86_400)

    fileprivate init(_ settings: Settings, _ listener: RollcallConfiguration.Listener) throws(CommandFailure) {
        var base = listener.externalURL ?? listener.origin
        while base.hasSuffix("/") { base.removeLast() }
        audience = settings.text(.managementAudience) ?? "\(base)/api/v2/"
        tokenLifetime = try settings.duration(.managementTokenLifetime) ?? .seconds(3_600)
        requestsPerSecond = try settings.number(.managementMaximumRequestsPerSecond, in: 1...1_000_000) ?? 1_000
        failuresPerMinute = try settings.number(.managementMaximumFailuresPerMinute, in: 1...1_000_000) ?? 30
        guard (.seconds(1)...Self.longestTokenLifetime).contains(tokenLifetime) else {
            throw CommandFailure(
                "`management.token_lifetime` must be from 1s to 24h",
                exitCode: .configurationInvalid
            )
        }
    }
}

extension Profile {
    fileprivate static let choice = Name.allCases.map(\.rawValue).joined(separator: ", ")

    fileprivate init?(text: String) {
        guard let name = Name(rawValue: text) else { return nil }
        self.init(name)
    }
}

/// Typed reads that name the key in what they refuse.
struct Settings {
    let reader: ConfigReader

    func text(_ key: SettingKey) -> String? { reader.string(forKey: ConfigKey(key.components)) }

    func list(_ key: SettingKey) -> [String] { reader.stringArray(forKey: ConfigKey(key.components)) ?? [] }

    func value<Value>(
        _ key: SettingKey,
        _ expectation: String,
        _ parse: (String) -> Value?
    ) throws(CommandFailure) -> Value? {
        guard let text = text(key) else { return nil }
        guard let value = parse(text) else { throw .invalid(key, text, expectation) }
        return value
    }

    func number(_ key: SettingKey, in range: ClosedRange<Int>) throws(CommandFailure) -> Int? {
        try value(key, "a whole number from \(range.lowerBound) to \(range.upperBound)") { text in
            Int(text).flatMap { range.contains($0) ? $0 : nil }
        }
    }

    func duration(_ key: SettingKey) throws(CommandFailure) -> Duration? {
        try value(key, "a duration such as `500ms`, `30s`, `10m`, `24h` or `30d`") { Duration(text: $0) }
    }
}

extension CommandFailure {
    fileprivate static func invalid(_ key: SettingKey, _ text: String, _ expectation: String) -> Self {
        Self("`\(key.rawValue)` is `\(text)`, but must be \(expectation)", exitCode: .configurationInvalid)
    }
}

extension String {
    /// Whether names can be put behind it so that they are URLs.
    fileprivate var isNamespace: Bool {
        (hasPrefix("https://") || hasPrefix("http://")) && (hasSuffix("/") || hasSuffix("#"))
            && utf8.allSatisfy { (0x21...0x7E).contains($0) && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\") }
    }
}

extension Substring {
    /// `[::1]` without its brackets.
    fileprivate func trimmingBrackets() -> String {
        hasPrefix("[") && hasSuffix("]") ? String(dropFirst().dropLast()) : String(self)
    }
}
