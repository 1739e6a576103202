import AccessModel
import DirectoryStorage
import RequestAdmission

/// How often a wrong secret may be shown for a client before it is not even logged.
///
/// Only failures count, and a right secret is always let in: otherwise whoever knows a client's id could keep it out.
/// Guessing 256 bits is hopeless at any rate; what this bounds is the log.
typealias FailureRates = SharedRates<ClientRecord.ID>
