import AccessModel
import DirectoryStorage
import RequestAdmission

/// How often a wrong secret may be shown for a client before it is not even logged.
///
/// Only failures count, and a right secret is always let in: otherwise whoever knows a client's id could keep it out.
/// Guessing 256 bits is hopeless at any rate; what this bounds is the log.
struct FailureRates: Sendable {
    /// INVARIANT (strangers take no memory): ids are made up freely and share these buckets, those of clients among them,
    /// so that an id that exists is not told from one that does not.
    private static let bucketCount = 1_024

    private let rates: RequestRates<Int>

    init(perMinute rate: Int) {
        rates = RequestRates(perMinute: rate)
    }

    func admit(_ client: ClientRecord.ID, at instant: Timestamp) throws(RateExceeded) {
        try rates.admit(Self.bucket(of: client), at: instant)
    }

    /// Another one in every process.
    static func bucket(of client: ClientRecord.ID) -> Int {
        Int(client.hashValue.magnitude % UInt(bucketCount))
    }
}
