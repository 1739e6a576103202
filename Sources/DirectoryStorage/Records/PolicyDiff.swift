package import AccessModel

/// What replacing one role model by another changes.
package struct PolicyDiff: Hashable, Sendable {
    package enum Action: String, Hashable, Sendable, CaseIterable {
        case added, changed, removed
    }

    /// One record that differs.
    package struct Entry: Hashable, Sendable {
        package var action: Action
        package var kind: RecordKind
        /// As people name the record.
        package var name: String

        package init(action: Action, kind: RecordKind, name: String) {
            self.action = action
            self.kind = kind
            self.name = name
        }
    }

    /// By kind, in the order of the changes.
    package var entries: [Entry]
    /// The same as changes of the feed, removals first, without what follows from them.
    package var changes: [Change]

    package init(entries: [Entry] = [], changes: [Change] = []) {
        self.entries = entries
        self.changes = changes
    }

    package var isEmpty: Bool { entries.isEmpty }

    package func count(of action: Action) -> Int { entries.count { $0.action == action } }
}
