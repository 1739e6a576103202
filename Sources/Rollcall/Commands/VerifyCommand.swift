import AccessModel
import ArgumentParser
import Foundation
import FoundationNetworking
import TokenSigning

struct VerifyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Verify a token's signature and lifetime, with no server at hand.",
        discussion: """
            Exits 0 for a valid token and 1 for any other, and says of which kind it is: the claims of a login, a signed \
            decision, or the access token of an API client. Whoever acts on a token demands the kind.

              curl --unix-socket .rollcall/rollcall.sock http://rollcall/.well-known/jwks.json > jwks.json
              rollcall verify token.jwt --jwks jwks.json --kind claims

            The clocks of signer and verifier may be apart: a token counts as valid for --leeway seconds before and after \
            its lifetime.
            """
    )

    @Argument(help: "A file that holds the token, or `-` for standard input. The token itself is taken with a warning.")
    var token: String

    @Option(help: "The key set: a file, or an http(s) URL.")
    var jwks: String

    @Option(help: "Demand this kind: claims, decision or access.")
    var kind: TokenKind?

    @Option(help: "Demand this audience.")
    var audience: String?

    @Option(help: "Demand this issuer.")
    var issuer: String?

    @Option(help: "Seconds that the clocks may be apart, 0 to 3600.")
    var leeway = 60

    @Flag(help: "Print the claims as JSON and nothing else.")
    var json = false

    func validate() throws {
        guard (0...3_600).contains(leeway) else { throw ValidationError("--leeway goes from 0 to 3600 seconds") }
    }

    func run() async throws {
        let keys = try await keySet()
        let leeway = Duration.seconds(leeway)
        let verifier = TokenVerifier(keys: keys, issuer: issuer, audience: audience, kind: kind, leeway: leeway)
        do {
            let verified = try verifier.verify(try compact(), at: Timestamp.now())
            try show(verified)
        } catch let error as VerificationError {
            throw CommandFailure("the token is not valid: \(error)")
        }
    }

    private func show(_ token: VerifiedToken) throws {
        let payload = Data(token.payload)
        guard !json else { return print(String(decoding: payload, as: UTF8.self)) }
        let object = try JSONSerialization.jsonObject(with: payload)
        let options: JSONSerialization.WritingOptions = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        let text = String(decoding: try JSONSerialization.data(withJSONObject: object, options: options), as: UTF8.self)
        let header = token.header
        print("valid \(token.kind.rawValue)  \(header.algorithm.rawValue) signature of key \(header.keyID)\n\(text)")
    }

    private func compact() throws -> [UInt8] {
        let looksLikeToken = token.split(separator: ".").count == 3 && !FileManager.default.fileExists(atPath: token)
        if looksLikeToken {
            StandardError.write(
                "rollcall: warning: a token as an argument can be seen by every user of the machine and stays in the "
                    + "shell's history: name a file that holds it, or give `-` and write it to standard input\n"
            )
        }
        let text = try looksLikeToken ? token : token == "-" ? (readLine() ?? "") : contents(of: token)
        return Array(text.trimmingCharacters(in: .whitespacesAndNewlines).utf8)
    }

    private func contents(of path: String) throws -> String {
        guard let data = FileManager.default.contents(atPath: path) else {
            throw CommandFailure("cannot read `\(path)`: give a token, or a file that holds one")
        }
        return String(decoding: data, as: UTF8.self)
    }

    private func keySet() async throws -> JSONWebKeySet {
        let bytes: [UInt8]
        if jwks.hasPrefix("http://") || jwks.hasPrefix("https://"), let url = URL(string: jwks) {
            bytes = try await download(url)
        } else {
            bytes = Array(try contents(of: jwks).utf8)
        }
        do {
            return try JSONWebKeySet(parsing: bytes)
        } catch {
            throw CommandFailure("`\(jwks)` holds no key set: \(error)")
        }
    }

    private func download(_ url: URL) async throws -> [UInt8] {
        do {
            let (data, response) = try await URLSession.shared.data(from: url)
            guard (response as? HTTPURLResponse)?.statusCode == 200 else {
                throw CommandFailure("`\(jwks)` did not answer 200")
            }
            return [UInt8](data)
        } catch let failure as CommandFailure {
            throw failure
        } catch {
            throw CommandFailure("cannot fetch `\(jwks)`: \(error.localizedDescription)")
        }
    }
}

extension TokenKind: ExpressibleByArgument {}
