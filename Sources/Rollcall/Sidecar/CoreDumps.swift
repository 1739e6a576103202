import Foundation

/// Memory holds keys and what is known of people; a file that a crash leaves behind must not.
enum CoreDumps {
    /// Forbids this process to leave its memory on disk. Cannot be taken back.
    static func forbid() {
        let resource = __rlimit_resource_t(RLIMIT_CORE.rawValue)
        var limit = rlimit()
        guard unsafe getrlimit(resource, &limit) == 0 else { return }
        // The kernel passes a dump on to a program whatever the limit, but for 1, which also is too small for a file.
        limit.rlim_cur = min(1, limit.rlim_max)
        limit.rlim_max = limit.rlim_cur
        _ = unsafe setrlimit(resource, &limit)
    }
}
