import AccessModel
import DirectoryStorage
import StrictJSON

/// An API as the management API shows it. What is kept beside it is read by whoever issues access tokens; nothing that
/// Rollcall answers depends on it.
struct ResourceServerBody: Encodable, Sendable {
    var id: String
    var identifier: String
    var name: String
    var isSystem = false
    var scopes: [Scope]
    var signingAlg: JSONValue?
    var tokenDialect: JSONValue?
    var tokenLifetime: JSONValue?
    var enforcePolicies: JSONValue?
    var allowOfflineAccess: JSONValue?
    var skipConsentForVerifiableFirstPartyClients: JSONValue?

    /// A permission.
    struct Scope: Codable, Sendable {
        var value: String
        var description: String?

        static let schema = Schema.object(
            "ResourceServerScope",
            [
                .required("value", .text(1...280, pattern: ResourceServerBody.word)),
                .optional("description", .nullable(.text(0...500))),
            ]
        )
    }

    /// What is kept beside the record.
    static let kept = [
        "signing_alg", "token_dialect", "token_lifetime", "enforce_policies", "allow_offline_access",
        "skip_consent_for_verifiable_first_party_clients",
    ]

    static let schema = Schema.object(
        "ResourceServer",
        [
            .required("id", .text()), .required("identifier", .text()), .required("name", .text()),
            .required("is_system", .boolean), .required("scopes", .list(Scope.schema)),
        ] + settings
    )

    init(_ api: API, in reader: any DirectoryReader) throws {
        let kept = try KeptAttributes(of: .api(api.identifier), in: reader)
        id = api.id.rawValue
        identifier = api.identifier
        name = api.name
        scopes = api.permissions.map { Scope(value: $0.name, description: $0.description) }
        signingAlg = kept["signing_alg"]
        tokenDialect = kept["token_dialect"]
        tokenLifetime = kept["token_lifetime"]
        enforcePolicies = kept["enforce_policies"]
        allowOfflineAccess = kept["allow_offline_access"]
        skipConsentForVerifiableFirstPartyClients = kept["skip_consent_for_verifiable_first_party_clients"]
    }

    // What of it a body may say.
    static let identifier = Schema.text(1...600, pattern: word)
    /// Without spaces and control characters.
    private static let word = #"[^\s\u0000-\u001F\u007F]+"#
    static let changeable: [Schema.Property] =
        [
            .optional("name", .nullable(.text(1...200, pattern: "[^<>]+"))),
            .optional("scopes", .nullable(.list(Scope.schema))),
        ]
        + settings.map { .optional($0.name, .nullable($0.schema)) }

    private static let settings: [Schema.Property] = [
        .optional("signing_alg", .oneOf(["HS256", "RS256", "RS512", "PS256"])),
        .optional(
            "token_dialect",
            .oneOf(["access_token", "access_token_authz", "rfc9068_profile", "rfc9068_profile_authz"])
        ),
        .optional("token_lifetime", .integer(0...2_592_000)), .optional("enforce_policies", .boolean),
        .optional("allow_offline_access", .boolean),
        .optional("skip_consent_for_verifiable_first_party_clients", .boolean),
    ]
}
