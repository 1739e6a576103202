import AccessModel
import SCIMProtocol
import Testing

/// The JSON object in the text.
func object(_ json: String) throws -> SCIMObject {
    try #require(SCIMValue(json: json).object)
}

let enterprise = SchemaDefinition.enterpriseUser.id

/// A stored user with a bit of everything.
func storedUser() throws -> SCIMObject {
    try IncomingResource(
        SCIMValue(
            json: """
                {"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],
                 "userName":"m.reyes@x.example","externalId":"M.Reyes","displayName":"Mo Reyes","active":true,
                 "name":{"givenName":"Mo","familyName":"Reyes"},
                 "emails":[{"type":"work","value":"mo@x.example","primary":true},
                           {"type":"home","value":"mo@home.example"}],
                 "\(SchemaDefinition.enterpriseUser.id)":{"department":"Audit","manager":{"value":"2b"}}}
                """
        ),
        as: .user
    ).attributes
}

func storedGroup() throws -> SCIMObject {
    try object(#"{"displayName":"Ops","externalId":"c0ffee"}"#)
}

/// Applies the operations, given as a JSON array, to a stored user.
func patchUser(
    _ operations: String,
    _ user: SCIMObject? = nil,
    profile: Profile = .lenient
) throws -> PatchOutcome {
    try patch(operations, user ?? storedUser(), as: .user, profile: profile)
}

func patchGroup(_ operations: String, profile: Profile = .lenient) throws -> PatchOutcome {
    try patch(operations, storedGroup(), as: .group, profile: profile)
}

private func patch(
    _ operations: String,
    _ resource: SCIMObject,
    as type: ResourceTypeDefinition,
    profile: Profile
) throws -> PatchOutcome {
    let body = try SCIMValue(json: #"{"schemas":["\#(PatchRequest.schema)"],"Operations":\#(operations)}"#)
    return try PatchRequest(body, profile: profile).applied(to: resource, as: type, profile: profile)
}

/// A user as the server shows it, with an id and instants.
func shownUser(_ attributes: SCIMObject? = nil) throws -> SCIMObject {
    ResourceTypeDefinition.user.representation(
        of: try attributes ?? storedUser(),
        id: "okta|acme|7f3a",
        meta: ResourceMeta(
            created: Timestamp(seconds: 1_700_000_000),
            lastModified: Timestamp(seconds: 1_700_000_100),
            location: "https://scim.example/Users/7f3a",
            version: #"W/"3""#
        )
    )
}

/// The `scimType` with which the body fails, nil where it does not.
func keyword(of body: () throws -> some Any) -> SCIMError.Keyword? {
    do {
        _ = try body()
        return nil
    } catch let error as SCIMError {
        return error.keyword
    } catch {
        return nil
    }
}
