package import AccessModel

/// Which groups of the tenant a list shows. What is nil leaves none out.
package struct GroupFilter: Hashable, Sendable {
    package var connection: Connection.ID?
    /// The whole name, byte for byte.
    package var name: String?
    /// The whole external id, byte for byte.
    package var externalID: String?
    /// Part of the name, without regard to case, or of the external id. No index finds it.
    package var text: String?

    package init(
        connection: Connection.ID? = nil,
        name: String? = nil,
        externalID: String? = nil,
        text: String? = nil
    ) {
        self.connection = connection
        self.name = name
        self.externalID = externalID
        self.text = text
    }
}
