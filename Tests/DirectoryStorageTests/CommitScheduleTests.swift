import AccessModel
import Testing

@testable import DirectoryStorage

@Suite struct `Commits that wait` {
    private struct Commit: Hashable {
        let lane: String
        let number: Int
        let isUrgent: Bool
        let rowCount: Int
    }

    private static func drain(_ schedule: inout CommitSchedule<Commit>) -> [[Commit]] {
        var batches = [[Commit]]()
        while !schedule.isEmpty { batches.append(schedule.nextBatch()) }
        return batches
    }

    private static func append(_ commit: Commit, to schedule: inout CommitSchedule<Commit>) {
        let priority = CommitPriority(commit.isUrgent ? .revocation : .ordinary, rowCount: commit.rowCount)
        schedule.append(commit, priority, of: commit.lane)
    }

    @Test(arguments: 0..<200)
    func `are each written once, in batches of a bounded size, a lane's own in order`(seed: UInt64) {
        var generator = SplitMix64(seed: seed)
        var schedule = CommitSchedule<Commit>()
        let sent = (0..<600).map { number in
            Commit(
                lane: "l\(Int.random(in: 0..<4, using: &generator))",
                number: number,
                isUrgent: Bool.random(using: &generator),
                rowCount: [1, 1, 1, 40, 900, 5_000].randomElement(using: &generator) ?? 1
            )
        }
        var written = [[Commit]]()
        for commit in sent {
            Self.append(commit, to: &schedule)
            if Int.random(in: 0..<50, using: &generator) == 0 { written.append(schedule.nextBatch()) }
        }
        written += Self.drain(&schedule)
        #expect(Set(written.flatMap(\.self)) == Set(sent) && written.flatMap(\.self).count == sent.count)
        for batch in written {
            #expect(!batch.isEmpty && batch.count <= 128)
            // The last that is taken may go beyond what there is room for, and a large one is by itself.
            #expect(batch.dropLast().reduce(0) { $0 + $1.rowCount } <= 1_024 + 900)
            #expect(batch.count == 1 || batch.allSatisfy { $0.rowCount <= 1_024 })
        }
        for lane in ["l0", "l1", "l2", "l3"] {
            for isUrgent in [true, false] {
                for isLarge in [true, false] {
                    let own = written.flatMap(\.self).filter { commit in
                        commit.lane == lane && (isLarge || commit.isUrgent == isUrgent)
                            && (commit.rowCount > 1_024) == isLarge
                    }
                    #expect(own.map(\.number) == own.map(\.number).sorted())
                }
            }
        }
    }

    @Test func `let those that take access away go ahead, and leave a share to the others`() {
        var schedule = CommitSchedule<Commit>()
        for number in 0..<1_000 {
            Self.append(Commit(lane: "a", number: number, isUrgent: false, rowCount: 1), to: &schedule)
        }
        for number in 0..<1_000 {
            Self.append(Commit(lane: "b", number: number, isUrgent: true, rowCount: 1), to: &schedule)
        }
        let batch = schedule.nextBatch()
        #expect(batch.prefix(96).allSatisfy { $0.isUrgent })
        #expect(batch.count == 128 && batch.suffix(32).allSatisfy { !$0.isUrgent })
    }

    @Test func `take turns by lane`() {
        var schedule = CommitSchedule<Commit>()
        for number in 0..<1_000 {
            Self.append(Commit(lane: "flood", number: number, isUrgent: true, rowCount: 1), to: &schedule)
        }
        Self.append(Commit(lane: "other", number: 0, isUrgent: true, rowCount: 1), to: &schedule)
        #expect(schedule.nextBatch().prefix(2).contains { $0.lane == "other" })
    }

    @Test func `wait for one large commit at most`() {
        var schedule = CommitSchedule<Commit>()
        for number in 0..<20 {
            Self.append(Commit(lane: "flood", number: number, isUrgent: true, rowCount: 50_000), to: &schedule)
        }
        for _ in 0..<5 {
            _ = schedule.nextBatch()
            let small = Commit(lane: "other", number: 0, isUrgent: true, rowCount: 1)
            Self.append(small, to: &schedule)
            #expect([schedule.nextBatch(), schedule.nextBatch()].contains([small]))
        }
    }

    @Test func `let dry runs come last, but come`() {
        var schedule = CommitSchedule<Commit>()
        let dryRun = Commit(lane: "", number: -1, isUrgent: false, rowCount: 1)
        schedule.append(dryRun: dryRun, of: "")
        for number in 0..<300 {
            Self.append(Commit(lane: "a", number: number, isUrgent: false, rowCount: 1), to: &schedule)
        }
        #expect(Self.drain(&schedule).last == [dryRun])
        schedule.append(dryRun: dryRun, of: "")
        var batches = 0
        repeat {
            Self.append(Commit(lane: "a", number: batches, isUrgent: false, rowCount: 1), to: &schedule)
            batches += 1
        } while schedule.nextBatch() != [dryRun] && batches < 100
        #expect(batches == 17)
    }
}
