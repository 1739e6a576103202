import AccessModel
import Testing

@Suite("Revisions")
struct RevisionTests {
    @Test func `a revision's text reads back as itself`() {
        var generator = SplitMix64(seed: 3)
        for number in [0, 1, 42, UInt64.max] {
            let revision = Revision(epoch: .make(using: &generator), number: number)
            #expect(revision.epoch.rawValue.utf8.count == 16)
            #expect(Revision(revision.description) == revision)
        }
    }

    @Test(arguments: ["", ":", ":1", "a", "a:", "a:-1", "a:1:2", "a:99999999999999999999", "a: 1"])
    func `anything else is no revision`(text: String) {
        #expect(Revision(text) == nil)
    }
}
