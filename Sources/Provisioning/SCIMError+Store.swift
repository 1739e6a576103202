import DirectoryStorage
import RequestAdmission
import SCIMProtocol

extension SCIMError {
    static func unavailable(_ detail: String) -> Self { Self(status: 503, detail: detail) }

    static func unsupportedMediaType(_ detail: String) -> Self { Self(status: 415, detail: detail) }

    /// What the client is told about a failure, of whatever kind. What is not the client's to know stays out.
    init(reporting error: any Error) {
        switch error {
        case let error as SCIMError: self = error
        case let error as StoreError: self.init(error)
        case let error as ConnectionLimitReached: self.init(status: 409, detail: error.sentence)
        case let error as RateExceeded:
            self.init(status: 429, detail: "too many requests; try again in \(error.seconds) seconds")
        case let error as BodyBudgetExceeded:
            self.init(status: error.isShare ? 429 : 503, detail: error.sentence)
        case is QueueFull:
            self.init(
                status: 429,
                detail:
                    "\(ListPages.waitingScansPerConnection) lists of this connection that look at every resource wait "
                    + "already; try again in 5 seconds, or filter by an attribute that has an index"
            )
        // A status that nobody reads but the log.
        case is PeerGone: self.init(status: 499, detail: "the client left before the response")
        case is CancellationError: self = .unavailable("the server is stopping")
        default: self.init(status: 500, detail: "the request failed for a reason of the server's own")
        }
    }

    private init(_ error: StoreError) {
        switch error {
        case .notUnique, .valueTaken: self = .uniqueness(error.description)
        case .unknown: self = .notFound(error.description)
        case .invalidText, .nestedTooDeep, .tooManyNestedMemberships: self = .invalidValue(error.description)
        case .otherOrigin, .ownedRole, .connectionInUse, .tooManyTokens, .tooManyBlockedIdentifiers, .dryRunTooLarge:
            self.init(status: 409, detail: error.description)
        case .full: self.init(status: 507, detail: "the server's disk is full, and nothing was changed")
        case .locked, .notWritable, .unavailable: self = .unavailable("the directory cannot be changed now; try again")
        case .notAStore, .newerSchema, .olderSchema, .corrupt:
            self.init(status: 500, detail: "the request failed for a reason of the server's own")
        }
    }
}
