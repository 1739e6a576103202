import AccessModel
import DirectoryStorage
import HTTPTypes
import RequestAdmission
import SCIMProtocol

/// An authorised request on users or groups, as far as every operation needs it.
struct ProvisioningRequest: Sendable {
    var id: RequestID
    var connection: Connection.ID
    var token: SCIMToken
    /// Of the connection.
    var profile: Profile
    /// What the connection takes of users and shows of them; nil is everything.
    var mapping: AttributeMapping?
    /// What is to be shown, and of a list which part.
    var search: SearchRequest
    /// What must hold of the resource's version.
    var preconditions = Preconditions.none
    /// The parsed body; null where there is none.
    var body: SCIMValue
    /// What the body takes of the budget of all; given back with the request.
    var reservation: BodyBudget.Reservation?
    var location: ResourceLocation
    /// Who waits for the response; nil where that cannot be told.
    var peer: PeerWatch?
    /// When it arrived; the instant of everything it changes.
    var instant: Timestamp
}
