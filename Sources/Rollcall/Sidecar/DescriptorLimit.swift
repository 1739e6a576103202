import Foundation

/// How many files and sockets the process may have open at a time.
enum DescriptorLimit {
    /// What the store, the logs, the keys and the management socket need at most.
    static let reserve = 128

    /// Raises the limit as far as the system lets this user, and returns it.
    static func raise() -> Int {
        let resource = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
        var limit = rlimit()
        guard unsafe getrlimit(resource, &limit) == 0 else { return 1_024 }
        var raised = limit
        raised.rlim_cur = limit.rlim_max
        let isRaised = unsafe setrlimit(resource, &raised) == 0
        return Int(clamping: isRaised ? raised.rlim_cur : limit.rlim_cur)
    }
}
