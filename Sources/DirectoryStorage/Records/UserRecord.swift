package import AccessModel

/// What a provider pushed of one user: the part that decisions need, the part that lists look for, and the rest.
package struct UserDocument: Hashable, Sendable {
    package var user: User
    package var userName: String
    /// `userName` folded by the caller so that equal names have equal bytes; unique within the connection.
    package var foldedUserName: String
    package var externalID: String?
    package var displayName: String?
    /// The SCIM document as JSON text, kept as it is.
    package var attributes: String

    package init(
        user: User,
        userName: String,
        foldedUserName: String,
        externalID: String? = nil,
        displayName: String? = nil,
        attributes: String
    ) {
        self.user = user
        self.userName = userName
        self.foldedUserName = foldedUserName
        self.externalID = externalID
        self.displayName = displayName
        self.attributes = attributes
    }
}

/// A user as it is stored. The document's parts read as the record's own.
@dynamicMemberLookup
package struct UserRecord: Hashable, Sendable {
    package var document: UserDocument
    /// One at creation, and one more at every change.
    package var version: Int
    package var created: Timestamp
    package var lastModified: Timestamp

    package init(document: UserDocument, version: Int, created: Timestamp, lastModified: Timestamp) {
        self.document = document
        self.version = version
        self.created = created
        self.lastModified = lastModified
    }

    package subscript<Part>(dynamicMember part: KeyPath<UserDocument, Part>) -> Part { document[keyPath: part] }
}
