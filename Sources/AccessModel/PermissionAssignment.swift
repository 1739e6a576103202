/// A permission of an API given to a user itself. It counts in the tenant alone, never inside an organization.
///
/// A value: it has no identity besides its content.
package struct PermissionAssignment: Hashable, Sendable, Codable {
    package var user: User.ID
    /// Identifier of an ``API``.
    package var api: String
    /// Name of one of the API's permissions.
    package var permission: String
    package var origin: Origin

    package init(user: User.ID, api: String, permission: String, origin: Origin) {
        self.user = user
        self.api = api
        self.permission = permission
        self.origin = origin
    }
}

extension PermissionAssignment {
    package static func == (left: Self, right: Self) -> Bool {
        left.user == right.user && left.api.hasSameBytes(as: right.api)
            && left.permission.hasSameBytes(as: right.permission) && left.origin == right.origin
    }
}
