import AccessModel
import SCIMProtocol

extension Publication {
    /// Throws 503 where it takes longer than the limit. The write stays; the client comes again and finds it done.
    func wait(for revision: Revision) async throws {
        guard try await reaches(revision) else {
            throw SCIMError.unavailable("the change is stored but does not answer questions yet; try again")
        }
    }
}
