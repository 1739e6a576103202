package import AccessModel

/// That a connection's provider may push, and what of it reaches users' profiles.
///
/// A connection without one answers no provider and has no tokens; its users and groups stay as they are. No decision
/// depends on it, so that changing it makes no revision.
package struct SCIMConfiguration: Hashable, Sendable {
    package var connection: Connection.ID
    /// Nil is what is usual for the connection's strategy, and nothing is kept back; otherwise nothing but what is mapped
    /// is taken and shown.
    package var mapping: [MappedAttribute]?
    package var created: Timestamp
    package var updated: Timestamp

    /// A configuration that is made now.
    package init(of connection: Connection.ID, mapping: [MappedAttribute]? = nil, now: Timestamp) {
        self.init(connection: connection, mapping: mapping, created: now, updated: now)
    }

    package init(connection: Connection.ID, mapping: [MappedAttribute]?, created: Timestamp, updated: Timestamp) {
        self.connection = connection
        self.mapping = mapping
        self.created = created
        self.updated = updated
    }
}
