import Foundation
import NIOCore

/// How many files and sockets the process may have open at a time.
enum DescriptorLimit {
    /// What the store, the logs, the keys and the management socket need at most.
    static let reserve = 128

    /// What the server takes before anybody has connected: the reserve, and what its event loops wait with.
    static var least: Int { reserve + 8 * System.coreCount + 16 }

    static func check(_ limit: Int) throws(CommandFailure) {
        guard limit < least else { return }
        throw CommandFailure(
            "this process may open \(limit) files and sockets, and needs \(least) and one for each connection: raise the "
                + "limit with LimitNOFILE= under systemd, or with `ulimit -n`"
        )
    }

    /// As many of the wanted connections as there are descriptors for.
    static func connections(_ wanted: Int, of descriptors: Int) -> Int {
        max(1, min(wanted, descriptors - least + 16 - 1))
    }

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
