import AccessModel
import SCIMProtocol
import Synchronization

/// How fast each connection's provider may ask: a bucket for each that fills at a steady rate.
final class RequestRates: Sendable {
    private struct Bucket {
        /// Below zero where requests passed that are never held up.
        var tokens: Double
        var filled: Timestamp
    }

    private let rate: Double?
    private let buckets = Mutex<[Connection.ID: Bucket]>([:])

    /// - Parameter rate: requests a second, of which two seconds' worth may come at once; nil for any number.
    init(_ rate: Int?) {
        self.rate = rate.map(Double.init)
    }

    /// Counts a request of a connection that exists. Fails where it comes too soon and may be held up.
    func admit(_ connection: Connection.ID, isUrgent: Bool, at instant: Timestamp) throws(RateExceeded) {
        guard let rate else { return }
        let missing = buckets.withLock { buckets in
            var bucket = buckets[connection] ?? Bucket(tokens: 2 * rate, filled: instant)
            let seconds = max(0, instant.since(bucket.filled) / .seconds(1))
            bucket.tokens = min(2 * rate, bucket.tokens + seconds * rate)
            bucket.filled = max(bucket.filled, instant)
            let isAdmitted = isUrgent || bucket.tokens >= 1
            if isAdmitted { bucket.tokens = max(-2 * rate, bucket.tokens - 1) }
            buckets[connection] = bucket
            return isAdmitted ? 0 : 1 - bucket.tokens
        }
        guard missing > 0 else { return }
        throw RateExceeded(seconds: min(60, max(1, Int((missing / rate).rounded(.up)))))
    }
}

/// A request came too soon.
struct RateExceeded: Error {
    /// Until it is worth trying again. Whole, because Okta reads nothing else.
    let seconds: Int
}

extension ProvisioningOperation {
    /// Whether the request may take something away from somebody. Those are never held up: access that ends must end.
    func mayRevoke(_ body: SCIMValue) -> Bool {
        switch self {
        case .list, .search, .read, .create: false
        case .delete: true
        case .replace: body.object?.mentions("active", unless: true) == true || body.object?.mentions("members") == true
        case .patch: body.object?.list("operations").contains(where: \.takesAway) == true
        case .bulk:
            body.object?.list("operations").contains { element in
                let operation = try? BulkOperation(element, profile: .lenient)
                return operation.map { ProvisioningOperation($0).mayRevoke($0.data) } ?? false
            } == true
        }
    }
}

extension SCIMValue {
    /// Of one operation of a PATCH, whether it may deactivate a user or remove a member.
    fileprivate var takesAway: Bool {
        guard let operation = object.flatMap({ try? PatchOperation(.object($0)) }) else { return false }
        let path = operation.path?.lowercased() ?? ""
        let value = operation.value?.object
        let touchesActive = path.contains("active") || value?.mentions("active") == true
        switch operation.kind {
        case .remove: return true
        case .add: return touchesActive
        case .replace: return touchesActive || path.contains("members") || value?.mentions("members") == true
        }
    }
}

extension SCIMObject {
    /// Whether a member's name ends like this, in any case and under any URN, with another value than the given one.
    fileprivate func mentions(_ name: String, unless value: SCIMValue? = nil) -> Bool {
        members.contains { $0.name.lowercased().hasSuffix(name) && $0.value != value }
    }

    fileprivate func list(_ name: String) -> [SCIMValue] {
        members.first { $0.name.lowercased() == name }?.value.array ?? []
    }
}
