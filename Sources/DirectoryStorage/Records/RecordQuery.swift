package import AccessModel

/// What a list asks of the store: which resources of a connection, and in which order. Indexes answer all of it.
package struct RecordQuery: Hashable, Sendable {
    /// Which records an index finds. Names and e-mail addresses are folded (`caseFolded`).
    package enum Selector: Hashable, Sendable {
        case all
        case id(String)
        /// The user's `userName` or the group's `displayName`. No other resource.
        case name(String)
        case externalID(String)
        /// The user's `displayName`. Nothing else.
        case displayName(String)
        /// One of the user's addresses. Nothing else.
        case email(String)
        /// Groups that hold the member itself. Nothing else.
        case member(Group.Member)
        /// Users that the group holds itself. Nothing else.
        case group(Group.ID)
        /// Whoever holds the value.
        case holder(UniqueValue)
        /// Last modified between the two, both included.
        case modified(from: Timestamp, through: Timestamp)
    }

    /// What the records come in the order of, and of their creation where that does not decide.
    package enum Order: Hashable, Sendable {
        case creation
        /// The folded `userName` of users and `displayName` of groups. Others have no name and come as they were created.
        case name
        case externalID
        /// Of users; for others the same as their name.
        case displayName
        case lastModified
    }

    package var connection: Connection.ID
    package var selector: Selector
    package var order: Order
    package var isDescending: Bool
    /// Begins after this place.
    package var position: RecordPosition?
    /// Then leaves out so many.
    package var offset: Int

    package init(
        connection: Connection.ID,
        selector: Selector = .all,
        order: Order = .creation,
        isDescending: Bool = false,
        position: RecordPosition? = nil,
        offset: Int = 0
    ) {
        self.connection = connection
        self.selector = selector
        self.order = order
        self.isDescending = isDescending
        self.position = position
        self.offset = offset
    }

    /// Whether the query shows what is at `left` before what is at `right`.
    package func precedes(_ left: RecordPosition, _ right: RecordPosition) -> Bool {
        isDescending ? right.isLess(than: left) : left.isLess(than: right)
    }
}

/// A place in the order of a query, good while records come and go. Opaque; any value is safe to ask with.
package struct RecordPosition: Hashable, Sendable {
    /// Of what the order is by. Missing values come after all others.
    package enum Value: Hashable, Sendable {
        case text(String)
        case number(Int64)
        case missing
    }

    package var value: Value
    package var key: Int64

    package init(value: Value = .missing, key: Int64) {
        self.value = value
        self.key = key
    }

    fileprivate func isLess(than other: Self) -> Bool {
        switch (value, other.value) {
        case (.text(let left), .text(let right)) where !left.utf8.elementsEqual(right.utf8):
            left.utf8.lexicographicallyPrecedes(right.utf8)
        case (.number(let left), .number(let right)) where left != right: left < right
        case (.text, .missing), (.number, .missing): true
        case (.missing, .text), (.missing, .number): false
        case (.text, _), (.number, _), (.missing, _): key < other.key
        }
    }
}
