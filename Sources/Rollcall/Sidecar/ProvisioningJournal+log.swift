import Logging
import Provisioning

extension ProvisioningJournal {
    /// Writes what is noted of requests, and logs what keeps it from doing so.
    func run(logger: Logger) async {
        await run { error in
            logger.warning("the log of SCIM requests is not written, it is tried again in seconds", error: error)
        }
    }
}
