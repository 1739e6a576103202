/// One line of a connection's mapping: a SCIM attribute, and the attribute of the user's profile that holds it.
package struct MappedAttribute: Hashable, Sendable, Codable {
    /// A path as in a PATCH: `userName`, `emails[primary eq true].value`.
    package var scim: String
    /// A root attribute, or one of `app_metadata` or `user_metadata`: `email`, `app_metadata.city`.
    package var profile: String

    package init(_ scim: String, _ profile: String) {
        self.scim = scim
        self.profile = profile
    }
}
