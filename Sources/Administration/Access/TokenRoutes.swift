import DirectoryStorage
import HTTPTypes
package import Hummingbird
package import Logging
import RequestAdmission

/// `POST /oauth/token`: client credentials for an access token (RFC 6749 section 4.4), where the vendor's SDK looks for it.
package struct TokenRoutes: Sendable {
    private let issuer: TokenIssuer

    /// - Parameter rates: those of the management API, so that asking for tokens counts as asking does.
    package init(_ authority: ClientAuthority, rates: ClientRates, logger: Logger) {
        issuer = TokenIssuer(
            authority: authority,
            rates: rates,
            failures: FailureRates(perMinute: authority.settings.failuresPerMinute, clock: authority.monotonicNow),
            logger: logger
        )
    }

    package func add(to router: Router<some RequestContext>) {
        let endpoint = router.group("/oauth/token").add(middleware: RequestNameMiddleware())
        for method in HTTPRequest.Method.all {
            endpoint.on("", method: method) { request, context in
                do {
                    return try await respond(to: request)
                } catch {
                    return try refusal(error, request).response(from: request, context: context)
                }
            }
        }
    }

    private func respond(to request: Request) async throws -> Response {
        guard request.method == .post else {
            var refusal = TokenError.invalidRequest("A token is asked for with POST.", status: .methodNotAllowed)
            refusal.headers[.allow] = "POST"
            throw refusal
        }
        let wish = try await read(request)
        let grant = try await issuer.grant(wish, host: request.head.authority, RequestID(of: request.headers))
        PeerConnection.current?.authenticate(as: "client/\(wish.clientID)")
        var response = try Response.json(grant)
        response.headers.forbidCaching()
        return response
    }

    /// Whoever sends what is no request for a token is as much a stranger as who shows a wrong secret.
    private func read(_ request: Request) async throws -> TokenRequest {
        do {
            return try await TokenRequest(request)
        } catch let error as TokenError {
            do {
                try issuer.authority.chargeStranger(showing: "")
            } catch {
                throw TokenError.tooManyRequests(error, at: issuer.authority.now())
            }
            throw error
        }
    }

    private func refusal(_ error: any Error, _ request: Request) -> TokenError {
        if let error = error as? TokenError { return error }
        let id = RequestID(of: request.headers)
        let description = (error as? StoreError)?.description ?? "\(type(of: error))"
        issuer.logger.error("token request failed", metadata: ["request_id": "\(id)", "error": "\(description)"])
        return .unavailable
    }
}

extension HTTPFields {
    /// As RFC 6749 section 5.1 wants it of what holds a token.
    mutating func forbidCaching() {
        self[.cacheControl] = "no-store"
        if let pragma = HTTPField.Name("Pragma") { self[pragma] = "no-cache" }
    }
}
