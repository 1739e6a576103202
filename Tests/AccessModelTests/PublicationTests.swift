import AccessModel
import Testing

@Suite("Waiting for publication")
struct PublicationTests {
    private let revision = Revision(epoch: Revision.Epoch("0123456789abcdef"), number: 1)

    @Test func `what is published is reached`() async throws {
        #expect(try await Publication(limit: .seconds(3_600), published: { _ in }).reaches(revision))
    }

    @Test func `what takes longer than the limit is not, and nobody waits for it any more`() async throws {
        let publication = Publication(limit: .milliseconds(20)) { _ in try await Task.sleep(for: .seconds(3_600)) }
        #expect(try await !publication.reaches(revision))
        #expect(try await !publication.reaches(revision), "the timer starts again")
    }

    @Test func `a wait that is cancelled ends, and what publication throws comes out`() async throws {
        let publication = Publication(limit: .seconds(3_600)) { _ in try await Task.sleep(for: .seconds(3_600)) }
        let wait = Task { try await publication.reaches(revision) }
        wait.cancel()
        await #expect(throws: CancellationError.self) { try await wait.value }
        struct Broken: Error {}
        let broken = Publication(limit: .seconds(3_600)) { _ in throw Broken() }
        await #expect(throws: Broken.self) { try await broken.reaches(revision) }
    }

    @Test func `many wait behind one timer`() async throws {
        let publication = Publication(limit: .milliseconds(50)) { revision in
            guard revision.number.isMultiple(of: 2) else { return try await Task.sleep(for: .seconds(3_600)) }
        }
        let reached = try await withThrowingTaskGroup(of: Bool.self) { group in
            for number in 0..<100 as Range<UInt64> {
                let revision = Revision(epoch: revision.epoch, number: number)
                group.addTask { try await publication.reaches(revision) }
            }
            return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(reached == 50)
    }
}
