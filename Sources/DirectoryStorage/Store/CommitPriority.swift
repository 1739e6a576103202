/// How urgent a commit is to others who wait for the writer, and how long it may keep them waiting.
package struct CommitPriority: Hashable, Sendable {
    package enum Urgency: Hashable, Sendable {
        /// Takes access away.
        case revocation
        case ordinary
    }

    package var urgency: Urgency
    /// About how many rows the commit writes.
    package var rowCount: Int

    package init(_ urgency: Urgency = .ordinary, rowCount: Int = 1) {
        self.urgency = urgency
        self.rowCount = rowCount
    }

    package static let ordinary = Self()
    package static let revocation = Self(.revocation)
}
