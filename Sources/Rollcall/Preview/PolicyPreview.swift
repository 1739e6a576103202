import AccessModel
import DirectoryStorage

/// What applying a role model to a directory would do, found out without doing it.
struct PolicyPreview: Sendable {
    /// An effect in one place, and whom it would have.
    struct Finding: Sendable {
        /// The organization's name; nil is the whole tenant.
        var organization: String?
        var effect: AccessEffect
        var count = 0
        /// The first of them, by connection and then in the order of their creation.
        var users: [User.ID] = []
    }

    /// The records that differ, in the order in which they would be written.
    let entries: [PolicyDiff.Entry]
    /// Why applying would be refused as a whole. Then nobody gains or loses anything.
    let refusals: [StoreError]
    /// The tenant first, then organizations by name.
    private(set) var findings: [Finding] = []
    /// Users with any gain, and with any loss.
    private(set) var gaining = 0
    private(set) var losing = 0

    /// Reads all of the directory once. Blocks.
    ///
    /// - Parameter limit: how many users each finding names at most.
    init(of model: RoleModel, on reader: any DirectoryReader, naming limit: Int) throws {
        let diff = try reader.policyDiff(to: model)
        entries = diff.entries
        refusals = try reader.policyRefusals(of: diff)
        guard !diff.isEmpty, refusals.isEmpty else { return }
        var survey = try Survey(from: reader, by: diff.changes, naming: limit)
        for connection in try reader.connections() {
            try reader.scanUsers(in: connection.id) { record in
                try survey.visit(record, reader)
                return .next
            }
        }
        findings = survey.findings
        gaining = survey.gaining
        losing = survey.losing
    }
}
