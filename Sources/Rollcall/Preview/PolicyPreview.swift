import AccessIndex
import AccessModel
import DirectoryStorage

/// What applying a role model to a directory would do, found out without doing it.
struct PolicyPreview: Sendable {
    /// The records that differ, in the order in which they would be written.
    let entries: [PolicyDiff.Entry]
    /// Why applying would be refused as a whole. Then nobody gains or loses anything.
    let refusals: [StoreError]
    /// The tenant first, then organizations by name.
    private(set) var findings: [AccessEffects.Finding] = []
    /// Users with any gain, and with any loss.
    private(set) var gaining = 0
    private(set) var losing = 0

    /// Reads all of the directory once. Blocks.
    ///
    /// - Parameter limit: how many users each finding names at most.
    init(of model: RoleModel, on reader: any DirectoryReader, at instant: Timestamp, naming limit: Int) throws {
        let diff = try reader.policyDiff(to: model)
        entries = diff.entries
        refusals = try reader.policyRefusals(of: diff)
        guard !diff.isEmpty, refusals.isEmpty else { return }
        var builder = IndexBuilder()
        let revision = try reader.snapshot { builder.apply($0) }
        let snapshot = builder.snapshot(at: revision)
        let lookups = try MovedLookups(reader, diff.changes)
        let effects = snapshot.effects(of: diff.changes, at: instant, naming: limit) { lookups.effects(on: $0) }
        findings = effects.findings
        gaining = effects.gaining
        losing = effects.losing
    }
}
