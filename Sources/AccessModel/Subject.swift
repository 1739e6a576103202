/// How a question names its subject.
package enum SubjectReference: Hashable, Sendable {
    /// A user by the key of its record, for those who found it there. A text that came from outside is a ``loginID(_:)``:
    /// the record keeps its key when the provider's id becomes another's.
    case user(User.ID)
    /// A user by its login id, `strategy|connection|provider user id`, as long as that provider user id is still its own.
    case loginID(String)
    /// A user by the provider's own id, as a login pipeline sees it in `sub`, and the connection's id or name.
    case providerUser(id: String, connection: String)
    /// A subject type other than `user`: never known.
    case other(type: String, id: String)
}

/// What the subject wants to act on.
package struct Resource: Hashable, Sendable {
    package var type: String
    package var id: String

    package init(type: String, id: String) {
        self.type = type
        self.id = id
    }
}
