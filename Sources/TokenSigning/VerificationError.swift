/// Why a token or a key set is not accepted. Every one of them means: do not believe it.
package enum VerificationError: Error, Hashable, Sendable {
    case tooLarge(limit: Int)
    /// Not three parts of strict base64url joined by dots.
    case malformedToken
    /// The header is no JSON object with the members that are needed.
    case malformedHeader
    /// `none`, a shared-secret algorithm, or one that Rollcall does not use.
    case unsupportedAlgorithm(String)
    /// The header demands extensions (`crit`, `b64`) that are not understood.
    case unsupportedExtension
    case missingKeyID
    case unknownKey(String)
    /// The header's algorithm is not the one that the key is for.
    case algorithmMismatch(key: SignatureAlgorithm, token: SignatureAlgorithm)
    case badSignature
    case wrongType(String?)
    /// The payload is no JSON object, or a registered claim in it has the wrong type.
    case malformedClaims
    case missingExpiry
    case expired
    case notYetValid
    case issuedInFuture
    case wrongIssuer(String?)
    case wrongAudience([String])
    case malformedKeySet(reason: String)
}

extension VerificationError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .tooLarge(let limit): "the input is larger than \(limit) bytes"
        case .malformedToken: "the token is not three base64url parts joined by dots"
        case .malformedHeader: "the token's header is no JSON object with an algorithm"
        case .unsupportedAlgorithm(let name): "the token's algorithm \(Self.quoted(name)) is not supported"
        case .unsupportedExtension: "the token demands extensions that are not understood"
        case .missingKeyID: "the token does not say which key signed it"
        case .unknownKey(let id): "the key set has no key \(Self.quoted(id))"
        case .algorithmMismatch(let key, let token):
            "the token says \(token.rawValue), but its key is for \(key.rawValue)"
        case .badSignature: "the signature does not match the token"
        case .wrongType(let type): "the token is of type \(Self.quoted(type)), not the one expected"
        case .malformedClaims: "the token's payload is no JSON object with claims of the right types"
        case .missingExpiry: "the token does not say when it expires"
        case .expired: "the token has expired"
        case .notYetValid: "the token is not valid yet"
        case .issuedInFuture: "the token was issued in the future"
        case .wrongIssuer(let issuer): "the token is from \(Self.quoted(issuer)), not from the issuer expected"
        case .wrongAudience(let audience): "the token is for \(Self.quoted(audience)), not for the audience expected"
        case .malformedKeySet(let reason): "the key set \(reason)"
        }
    }

    /// Foreign text, cut short and without anything that a terminal or a log would act on.
    private static func quoted(_ text: String?) -> String {
        guard let text else { return "nothing" }
        let printable = text.unicodeScalars.prefix(80).map { scalar in
            scalar.properties.generalCategory.isPrintable ? String(scalar) : "?"
        }
        return "`\(printable.joined())`"
    }

    private static func quoted(_ texts: [String]) -> String {
        texts.isEmpty ? "nobody" : texts.prefix(3).map(quoted).joined(separator: ", ")
    }
}

extension Unicode.GeneralCategory {
    fileprivate var isPrintable: Bool {
        switch self {
        case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator: false
        default: true
        }
    }
}
