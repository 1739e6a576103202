package import AccessModel

/// What a provider pushed of one group, its members apart.
package struct GroupDocument: Hashable, Sendable {
    package var group: Group
    /// The group's name folded by the caller so that equal names have equal bytes.
    package var foldedName: String
    /// The SCIM document without members as JSON text, kept as it is.
    package var attributes: String

    package init(group: Group, foldedName: String, attributes: String) {
        self.group = group
        self.foldedName = foldedName
        self.attributes = attributes
    }
}

/// A group as it is stored. The document's parts read as the record's own.
@dynamicMemberLookup
package struct GroupRecord: Hashable, Sendable {
    package var document: GroupDocument
    /// One at creation, and one more at every change of the group or of its members.
    package var version: Int
    package var created: Timestamp
    package var lastModified: Timestamp

    package init(document: GroupDocument, version: Int, created: Timestamp, lastModified: Timestamp) {
        self.document = document
        self.version = version
        self.created = created
        self.lastModified = lastModified
    }

    package subscript<Part>(dynamicMember part: KeyPath<GroupDocument, Part>) -> Part { document[keyPath: part] }
}

/// A direct member of a group, with what a list shows of it.
package struct MemberRecord: Hashable, Sendable {
    package var member: Group.Member
    /// The user's `displayName`, or `userName` where that is absent; the group's name.
    package var display: String

    package init(member: Group.Member, display: String) {
        self.member = member
        self.display = display
    }
}
