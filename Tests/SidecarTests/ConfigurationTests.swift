import AccessModel
import Administration
import ArgumentParser
import Foundation
import SCIMProtocol
import Testing

@testable import Rollcall

@Suite("Configuration")
struct ConfigurationTests {
    @Test(arguments: [
        ("500ms", 0.5), ("30s", 30), ("10m", 600), ("24h", 86_400), ("30d", 2_592_000), ("7", 7),
    ])
    func `a duration is a number with a unit`(text: String, seconds: Double) throws {
        #expect(try #require(Duration(text: text)) == .seconds(seconds))
    }

    @Test(arguments: ["", "s", "-1s", "0", "1.5s", "1 s", "1w", "99999999999999999999s", "9223372036854775807h"])
    func `anything else is no duration`(text: String) {
        #expect(Duration(text: text) == nil)
    }

    @Test func `without settings everything lies in one directory and listens on loopback`() async throws {
        let configuration = try await RollcallConfiguration.read(flags: [:], file: nil)
        #expect(configuration.socket == ".rollcall/rollcall.sock")
        #expect(configuration.adminSocket == ".rollcall/admin.sock")
        #expect(configuration.listener.host == "127.0.0.1")
        #expect(configuration.listener.port == 8080)
    }

    @Test func `the sockets follow the data directory`() async throws {
        let configuration = try await RollcallConfiguration.read(flags: ["data": "/srv/rollcall"], file: nil)
        #expect(configuration.socket == "/srv/rollcall/rollcall.sock")
    }

    @Test func `a flag wins over the file`() async throws {
        let file = try TemporaryFile("listen: 127.0.0.1:9000\nfreshness:\n  warn: 2s\ntoken:\n  lifetime: 60\n")
        let configuration = try await RollcallConfiguration.read(flags: ["listen": "[::1]:9001"], file: file.path)
        #expect(configuration.listener.host == "::1")
        #expect(configuration.listener.port == 9_001)
        #expect(configuration.freshness.warn == .seconds(2))
        #expect(configuration.token.lifetime == .seconds(60))
    }

    @Test func `lists name the peers of an ability`() async throws {
        let file = try TemporaryFile("peers:\n  claims: [\"uid:1000\", \"group:www-data\"]\n")
        let configuration = try await RollcallConfiguration.read(flags: [:], file: file.path)
        #expect(configuration.peers.claims == ["uid:1000", "group:www-data"])
    }

    @Test func `claims have plain names and no role ids, where nothing else is said`() async throws {
        let standard = try await RollcallConfiguration.read(flags: [:], file: nil).token
        #expect(standard.claimsNamespace == "")
        #expect(!standard.includesRoleIDs)
        #expect(standard.maximumBytes == 102_400)
        let file = try TemporaryFile(
            "token:\n  claims_namespace: https://acme.example/\n  role_ids: true\n  max_bytes: 2048\n"
        )
        let set = try await RollcallConfiguration.read(flags: [:], file: file.path).token
        #expect(set.claimsNamespace == "https://acme.example/")
        #expect(set.includesRoleIDs)
        #expect(set.maximumBytes == 2_048)
    }

    @Test func `one user has half of the connections, where nothing else is said`() async throws {
        let standard = try await RollcallConfiguration.read(flags: [:], file: nil).peers
        #expect(standard.maximumConnections == 1_024)
        #expect(standard.maximumConnectionsPerUser == 512)
        let file = try TemporaryFile("peers:\n  max_connections: 100\n")
        #expect(try await RollcallConfiguration.read(flags: [:], file: file.path).peers.maximumConnectionsPerUser == 50)
        let flags = ["peers.max_connections_per_user": "90"]
        let generous = try await RollcallConfiguration.read(flags: flags, file: file.path).peers
        #expect(generous.maximumConnectionsPerUser == 90)
        #expect(generous.maximumWaitingPerConnection == 16)
        #expect(generous.maximumWaitingPerUser == 1_024)
    }

    @Test(arguments: [
        ["listen": "8080"], ["listen": "127.0.0.1:70000"], ["freshness.warn": "soon"], ["log_level": "loud"],
        ["tls_certificate": "only.pem"], ["listen": "0.0.0.0:8080"], ["scim.max_page_size": "0"],
        ["token.lifetime": "2h"], ["scim.reprovisioning": "maybe"], ["listener.max_connections": "0"],
        ["listener.max_connections_per_address": "0"], ["listener.head_timeout": "never"],
        ["peers.max_connections": "0"], ["scim.profile": "friendly"], ["management.token_lifetime": "25h"],
        ["management.token_lifetime": "500ms"], ["management.max_requests_per_second": "0"],
        ["management.max_failures_per_minute": "0"],
        ["token.max_bytes": "10"],
        ["token.claims_namespace": "acme"], ["token.claims_namespace": "https://acme.example"],
        ["token.claims_namespace": "https://acme.example/\"/"], ["token.role_ids": "some"],
    ])
    func `a setting that makes no sense is refused with exit code 78`(flags: [String: String]) async {
        let failure = await #expect(throws: CommandFailure.self) {
            try await RollcallConfiguration.read(flags: flags, file: nil)
        }
        #expect(failure?.exitCode == .configurationInvalid)
    }

    @Test func `proxies that are trusted are addresses and ranges`() async throws {
        let file = try TemporaryFile("listener:\n  trusted_proxies: [\"10.0.0.0/8\", \"::1\"]\n")
        let configuration = try await RollcallConfiguration.read(flags: [:], file: file.path)
        #expect(configuration.listener.trustedProxies == ["10.0.0.0/8", "::1"].compactMap { AddressRange($0) })
        for mistake in ["10.0.0.1/8", "proxy.example"] {
            let file = try TemporaryFile("listener:\n  trusted_proxies: [\"\(mistake)\"]\n")
            await #expect(throws: CommandFailure.self) {
                try await RollcallConfiguration.read(flags: [:], file: file.path)
            }
        }
    }

    @Test func `the risk of a listener without TLS can be accepted`() async throws {
        let flags = ["listen": "0.0.0.0:8080", "insecure_listen": "true"]
        #expect(try await RollcallConfiguration.read(flags: flags, file: nil).listener.allowsInsecure)
    }

    @Test(arguments: [
        ([:] as [String: String], "http://127.0.0.1:8080/api/v2/"),
        (["listen": "[::1]:9000"], "http://[::1]:9000/api/v2/"),
        (["tls_certificate": "a", "tls_key": "b"], "https://127.0.0.1:8080/api/v2/"),
        (["external_url": "https://rollcall.example/"], "https://rollcall.example/api/v2/"),
        (["external_url": "https://rollcall.example", "management.audience": "urn:api"], "urn:api"),
    ])
    func `access tokens are for the address under which the listener is reached`(
        flags: [String: String],
        audience: String
    ) async throws {
        let configuration = try await RollcallConfiguration.read(flags: flags, file: nil)
        #expect(configuration.management.audience == audience)
    }

    @Test func `retired keys stay for as long as the longest of all tokens lives`() async throws {
        let standard = try await RollcallConfiguration.read(flags: [:], file: nil)
        #expect(standard.longestTokenLifetime == .seconds(3_600))
        let flags = ["management.token_lifetime": "12h"]
        let longer = try await RollcallConfiguration.read(flags: flags, file: nil)
        #expect(longer.longestTokenLifetime == .seconds(43_200))
    }

    @Test func `a connection may have a profile of its own`() async throws {
        let file = try TemporaryFile("scim:\n  profile: strict\n  profiles: [acme=okta, globex=entra]\n")
        let scim = try await RollcallConfiguration.read(flags: [:], file: file.path).provisioning
        #expect(scim.profile == .strict)
        #expect(scim.profiles == [.derived(from: "acme"): .okta, .derived(from: "globex"): .entra])
        let wrong = try TemporaryFile("scim:\n  profiles: [acme]\n")
        await #expect(throws: CommandFailure.self) {
            try await RollcallConfiguration.read(flags: [:], file: wrong.path)
        }
    }

    @Test func `room for the decision socket comes before connections of providers`() {
        let limits = ListenerLimits(connections: 1_024, idle: .seconds(1), exchange: .seconds(1))
        #expect(limits.fitting(descriptors: 20_000, decisions: 1_024) == limits)
        #expect(limits.fitting(descriptors: 1_500, decisions: 1_024).connections == 316)
        #expect(limits.connectionsPerAddress == 256)
        #expect(limits.fitting(descriptors: 1_500, decisions: 1_024).connectionsPerAddress == 79)
        #expect(limits.fitting(descriptors: 100, decisions: 1_024).connections == 1)
    }

    @Test func `a file that is not there is named`() async {
        let failure = await #expect(throws: CommandFailure.self) {
            try await RollcallConfiguration.read(flags: [:], file: "/nowhere/rollcall.yaml")
        }
        #expect(failure?.message.contains("/nowhere/rollcall.yaml") == true)
    }
}

extension ConfigurationTests {
    @Test(arguments: [
        ("tls_certifcate: a.pem", "there is no setting `tls_certifcate`; did you mean `tls_certificate`?"),
        ("freshness:\n  wran: 2s", "there is no setting `freshness.wran`; did you mean `freshness.warn`?"),
        ("freshnes:\n  warn: 2s", "there is no setting `freshnes`; did you mean `freshness`?"),
        ("banana: 1", "there is no setting `banana`"),
        ("data: {here: 1}", "`data` must be one value"),
        ("data:", "`data` must be one value"),
        ("listen: [127.0.0.1:8080]", "`listen` must be one value"),
        ("peers:\n  claims: uid:33", "`peers.claims` must be a list of texts"),
        ("peers:\n  claims: [uid:33, [uid:34]]", "`peers.claims` must be a list of texts"),
        ("token: 5m", "`token` must be a mapping with some of `issuer`, `audience`, `lifetime`, `max_lifetime`"),
        ("token.issuer: a\ntoken: {issuer: b}", "`token.issuer` is given twice"),
        ("data: a\ndata: b", "`data` is given twice"),
        ("- data", "the file must be a mapping"),
        ("data: [", "the YAML is malformed"),
    ])
    func `what the file says in vain is refused by line and name`(text: String, sentence: String) async throws {
        let file = try TemporaryFile(text)
        let failure = await #expect(throws: CommandFailure.self) {
            try await RollcallConfiguration.read(flags: [:], file: file.path)
        }
        #expect(failure?.exitCode == .configurationInvalid)
        let message = failure?.message ?? ""
        #expect(message.hasPrefix("\(file.path):"))
        #expect(message.contains(sentence))
    }

    @Test func `every mistake of a file is named`() async throws {
        let file = try TemporaryFile("banana: 1\nlisten: []\n")
        let failure = await #expect(throws: CommandFailure.self) {
            try await RollcallConfiguration.read(flags: [:], file: file.path)
        }
        #expect(failure?.message.split(separator: "\n").count == 2)
    }

    @Test func `a file of comments sets nothing`() async throws {
        let file = try TemporaryFile("# nothing yet\n")
        #expect(try await RollcallConfiguration.read(flags: [:], file: file.path).data == ".rollcall")
    }

    @Test func `every setting can stand in a file`() async throws {
        let values: [SettingKey: String] = [
            .listen: "127.0.0.1:1", .tlsCertificate: "a", .tlsKey: "b", .insecureListen: "true", .logLevel: "debug",
            .scimReturnGroupAfterPatch: "true", .scimMaximumBodyBytes: "2048", .scimMaximumPageSize: "5",
            .retentionAge: "7d",
            .retentionRevisions: "5000", .retentionEndedAssignments: "1h", .tokenLifetime: "1s",
            .tokenMaximumLifetime: "2s", .tokenMaximumBytes: "2048", .tokenRoleIDs: "true",
            .tokenWarningBytes: "300", .tokenGroups: "granting", .tokenKeySetMaximumAge: "1m", .tokenKeyLeadTime: "2m",
            .tokenClaimsNamespace: "https://acme.example/", .freshnessWarn: "1s",
            .freshnessLimit: "4s", .freshnessPoll: "3s", .listenerMaximumConnections: "1", .listenerIdleTimeout: "1s",
            .listenerMaximumConnectionsPerAddress: "1", .listenerMaximumConnectionsPerClient: "1",
            .listenerHeadTimeout: "1s", .listenerTrustedProxies: "[10.0.0.0/8]",
            .scimMaximumRevocationsPerSecond: "8", .listenerMaximumHeldBodyBytes: "1048576", .diskReserveBytes: "0",
            .listenerExchangeTimeout: "1s", .scimMaximumBulkOperations: "7", .scimMaximumRequestsPerSecond: "8",
            .scimProfile: "entra", .scimProfiles: "[acme=okta]", .scimReprovisioning: "restore",
            .scimAbsentMembers: "refuse", .scimDefinitions: "c",
            .managementTokenLifetime: "1h", .managementMaximumRequestsPerSecond: "9",
            .managementMaximumFailuresPerMinute: "10",
            .peersMaximumConnections: "2", .peersMaximumConnectionsPerUser: "1",
            .peersMaximumWaitingPerConnection: "1", .peersMaximumWaitingPerUser: "1",
        ]
        let lines = SettingKey.allCases.map { key in
            let usual = key.isList ? "[uid:1]" : key.rawValue.hasPrefix("limits.") ? "9" : "text"
            return "\(key.rawValue): \(values[key] ?? usual)"
        }
        let file = try TemporaryFile(lines.joined(separator: "\n"))
        let configuration = try await RollcallConfiguration.read(flags: [:], file: file.path)
        #expect(configuration.token.issuer == "text")
        #expect(configuration.peers.manage == ["uid:1"])
        #expect(configuration.tenantName == "text")
        #expect(configuration.limits.rolesPerGroup == 9)
        #expect(configuration.limits.connectionsPerOrganization == 9)
        #expect(configuration.freshness.pollInterval == .seconds(3))
        #expect(configuration.provisioning.profile.groupPatchReturnsBody)
        #expect(configuration.provisioning.profiles.keys.first == .derived(from: "acme"))
    }

    @Test func `answers are marked before they are refused`() async throws {
        let file = try TemporaryFile("freshness: {warn: 2m, limit: 1m}")
        let failure = await #expect(throws: CommandFailure.self) {
            try await RollcallConfiguration.read(flags: [:], file: file.path)
        }
        #expect(failure?.exitCode == .configurationInvalid)
        #expect(failure?.message.contains("`freshness.warn` is longer than `freshness.limit`") == true)
    }

    @Test func `a key is published for longer than verifiers keep a key set`() async throws {
        let file = try TemporaryFile("token: {key_set_max_age: 1h, key_lead_time: 1h}")
        let failure = await #expect(throws: CommandFailure.self) {
            try await RollcallConfiguration.read(flags: [:], file: file.path)
        }
        #expect(failure?.exitCode == .configurationInvalid)
        #expect(failure?.message.hasPrefix("`token.key_lead_time` must be longer") == true)
    }

    @Test(arguments: ["{limit: 20s, poll: 30s}", "{poll: 60s}", "{poll: 5m}"])
    func `the index is looked after before it is too old`(_ settings: String) async throws {
        let file = try TemporaryFile("freshness: \(settings)")
        let failure = await #expect(throws: CommandFailure.self) {
            try await RollcallConfiguration.read(flags: [:], file: file.path)
        }
        #expect(failure?.exitCode == .configurationInvalid)
        #expect(failure?.message.hasPrefix("`freshness.limit` must be longer than `freshness.poll`") == true)
    }
}

/// A YAML file that lives as long as the test.
private final class TemporaryFile {
    let path: String

    init(_ text: String) throws {
        path = FileManager.default.temporaryDirectory.appending(path: "\(UUID().uuidString).yaml").path
        try text.write(toFile: path, atomically: true, encoding: .utf8)
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
    }
}
