import AccessModel

/// Ours, not Hummingbird's.
typealias RequestID = AccessModel.RequestID
