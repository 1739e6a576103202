import AccessModel

/// Whose roles a request means by `type` and `owner_id`.
enum RoleOwnership {
    /// Kinds of roles that clients may name.
    static let types = Schema.oneOf(["tenant", "organization"])

    /// What clients call the owner of roles that come with the hosted product. There are none here.
    private static let system = "auth0"

    /// The owner of a role that is to be made; nil is the tenant.
    static func owner(type: String?, id: String?) throws(ManagementError) -> Organization.ID? {
        switch (type, id) {
        case ("organization", let id?): return Organization.ID(id)
        case ("organization", nil): throw .invalidBody("'Missing required property: owner_id'")
        case (_, nil): return nil
        case (_, _?): throw .invalidBody("'Only a role of type organization has an owner' on property owner_id")
        }
    }

    /// Whose roles a list shows: the tenant's, unless something else is asked for.
    enum Listed: Equatable {
        case owned(by: Organization.ID?)
        /// What nobody owns.
        case none
    }

    static func listed(type: String?, id: String?) throws(ManagementError) -> Listed {
        switch (type, id) {
        case (_, system?): return .none
        case ("organization", nil): throw .invalidQuery("'Missing required property: owner_id'")
        case (_, nil): return .owned(by: nil)
        case ("tenant", _?): throw .invalidQuery("'No tenant role has an owner' on property owner_id")
        case (_, let id?): return .owned(by: Organization.ID(id))
        }
    }
}
