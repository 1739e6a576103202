package import AccessModel

/// A record beside which attributes are kept that no decision depends on: what an organization looks like, how a
/// connection is set up elsewhere. They live as long as the record, and changing them makes no revision.
package enum AttributedRecord: Hashable, Sendable {
    case connection(Connection.ID)
    case organization(Organization.ID)
    case organizationConnection(Organization.ID, Connection.ID)
    /// By the API's identifier.
    case api(String)
}
