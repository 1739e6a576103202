package import AccessModel

/// What one event loop counts. Loops share nothing; a reader asks each for a copy and adds them up.
package struct Meters: Sendable {
    /// From the arrival of a question's last byte to its answer handed to the kernel.
    private var latencies = [LatencyHistogram](repeating: LatencyHistogram(), count: Endpoint.allCases.count)
    package private(set) var permits: UInt64 = 0
    private var denials = [UInt64](repeating: 0, count: DenialReason.allCases.count)
    package private(set) var loginPermits: UInt64 = 0
    private var refusals = [UInt64](repeating: 0, count: LoginRefusal.allCases.count)
    package var joins: UInt64 = 0
    /// Of the tokens that logins brought.
    package private(set) var tokenSizes = SizeHistogram()
    private var rejections = [UInt64](repeating: 0, count: HTTPRefusal.allCases.count)
    /// Questions answered with 400.
    package var badQuestions: UInt64 = 0
    /// Questions that the peer may not ask.
    package var forbidden: UInt64 = 0
    /// Questions that would have waited for a revision where too many do.
    package var waitsRefused: UInt64 = 0
    package var failures: UInt64 = 0
    /// Open ones.
    package var connections = 0
    package var connectionsAccepted: UInt64 = 0
    package var connectionsRefused: UInt64 = 0

    package init() {}

    package mutating func record(_ endpoint: Endpoint, nanoseconds: Int64) {
        latencies[endpoint.rawValue].record(nanoseconds: nanoseconds)
    }

    package mutating func record(_ decision: Decision) {
        switch decision {
        case .permit: permits += 1
        case .deny(let reason): denials[reason.meterIndex] += 1
        }
    }

    package mutating func record(_ outcome: LoginVerdict) {
        switch outcome {
        case .permit(let tokenBytes):
            loginPermits += 1
            tokenSizes.record(bytes: tokenBytes)
        case .refuse(let refusal): refusals[refusal.meterIndex] += 1
        }
    }

    package mutating func record(_ refusal: HTTPRefusal) {
        rejections[refusal.meterIndex] += 1
    }

    package func latency(of endpoint: Endpoint) -> LatencyHistogram { latencies[endpoint.rawValue] }

    package func count(of reason: DenialReason) -> UInt64 { denials[reason.meterIndex] }

    package func count(of refusal: LoginRefusal) -> UInt64 { refusals[refusal.meterIndex] }

    package func count(of refusal: HTTPRefusal) -> UInt64 { rejections[refusal.meterIndex] }

    package mutating func merge(_ other: Self) {
        for index in latencies.indices { latencies[index].merge(other.latencies[index]) }
        for index in denials.indices { denials[index] += other.denials[index] }
        for index in refusals.indices { refusals[index] += other.refusals[index] }
        for index in rejections.indices { rejections[index] += other.rejections[index] }
        permits += other.permits
        loginPermits += other.loginPermits
        joins += other.joins
        tokenSizes.merge(other.tokenSizes)
        badQuestions += other.badQuestions
        forbidden += other.forbidden
        waitsRefused += other.waitsRefused
        failures += other.failures
        connections += other.connections
        connectionsAccepted += other.connectionsAccepted
        connectionsRefused += other.connectionsRefused
    }
}

/// How a login ended, for counting.
package enum LoginVerdict: Hashable, Sendable {
    case permit(tokenBytes: Int)
    case refuse(LoginRefusal)
}

extension CaseIterable where Self: Equatable {
    /// The position among all cases; found by comparison, over a dozen cases.
    fileprivate var meterIndex: Int { Self.allCases.enumerated().first { $0.element == self }?.offset ?? 0 }
}
