/// How a question names its subject.
package enum SubjectReference: Hashable, Sendable {
    /// A user by its own id, `strategy|connection|provider id`.
    case user(User.ID)
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
