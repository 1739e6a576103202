import AccessIndex
import Logging

extension Logger {
    /// Says what the index's follower met; the ordinary case only where somebody asks for it.
    func log(_ event: IndexUpdater.Event) {
        switch event {
        case .applied(let revision, let changeSets):
            debug(
                "index published",
                metadata: ["revision": "\(revision)", "change_sets": .stringConvertible(changeSets)]
            )
        case .rebuilding(let revision):
            warning("the feed does not continue, the index is built anew", metadata: ["revision": "\(revision)"])
        case .rebuilt(let revision):
            notice("index built anew", metadata: ["revision": "\(revision)"])
        case .failed(let failure, let pause):
            error("the store cannot be read, answers grow old", error: failure, metadata: ["retry_after": "\(pause)"])
        }
    }
}
