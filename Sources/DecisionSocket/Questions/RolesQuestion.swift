package import AccessModel

/// Reads the query of `GET /v1/roles?subject=…&connection=…&organization=…`. Other parameters are ignored, unless one was
/// probably meant to be the organization.
package struct RolesQuestion: Hashable, Sendable {
    package var subject: SubjectReference
    package var organization: String?

    package init(query: String?) throws(QuestionError) {
        let parameters = try QueryParameters(query ?? "")
        guard let id = try parameters.text("subject") else { throw .missing("subject") }
        subject =
            try parameters.text("connection").map { .providerUser(id: id, connection: $0) } ?? .loginID(id)
        organization = try parameters.text("organization")
        for name in parameters.names where name != "organization" && OrganizationName.spelling(of: name) != nil {
            throw .unknownMember(name, nearest: "organization", known: [])
        }
    }
}
