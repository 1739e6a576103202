import HTTPTypes

/// One operation of the management API: how it is asked, who may, what comes of it, and what does it.
///
/// The declaration is all there is. Requests are checked against it before ``perform`` sees them, and the OpenAPI
/// document is made from it, so that neither can say what the other does not.
struct Operation: Sendable {
    /// Unique; the `operationId` of the OpenAPI document, such as `get_group_members`.
    var id: String
    var method: HTTPRequest.Method
    /// Below `/api/v2`, without a leading slash, with parameters in braces: `groups/{id}/members`.
    var path: String
    /// One sentence without a full stop.
    var summary: String
    var scopes: ScopeRule
    /// Of the query, besides those of ``paging`` and ``canRehearse``.
    var query: [QueryParameter] = []
    /// How its list is asked for; nil where it answers with none.
    var paging: PagingStyle?
    /// Whether `fields` and `include_fields` choose among the properties of what it shows.
    var canProject = false
    /// Nil where it takes no body.
    var body: Schema?
    /// Whether a request without a body is one with an empty object.
    var isBodyOptional = false
    /// Whether `?dry_run=true` shows what it would change, and changes nothing.
    var canRehearse = false
    /// What it answers with where it did what was asked.
    var success: Success
    /// What it refuses with, besides 400, 401, 403 and 429.
    var refusals: [HTTPResponse.Status] = []
    /// The request is as declared, and its caller may.
    var perform: @Sendable (ManagementRequest) async throws -> ManagementAnswer

    struct Success: Sendable {
        var status: HTTPResponse.Status
        /// Nil is an answer without a body.
        var schema: Schema?

        init(_ status: HTTPResponse.Status, _ schema: Schema? = nil) {
            self.status = status
            self.schema = schema
        }

        static let noContent = Self(.noContent)
    }

    /// Those of its own, of its list, of its projection and of its rehearsal.
    var allQueryParameters: [QueryParameter] {
        query + (paging?.parameters ?? []) + (canProject ? Projection.parameters : [])
            + (canRehearse ? [Self.rehearsalParameter] : [])
    }

    private static let rehearsalParameter = QueryParameter(
        "dry_run",
        .boolean,
        summary: "Whether to show what would change, and change nothing"
    )

    /// The names in braces, in their order.
    var pathParameters: [String] {
        path.split(separator: "/").compactMap { $0.hasPrefix("{") ? String($0.dropFirst().dropLast()) : nil }
    }
}

/// A parameter of the query.
struct QueryParameter: Sendable {
    var name: String
    var schema: Schema
    var isRequired = false
    /// One sentence without a full stop.
    var summary: String

    init(_ name: String, _ schema: Schema, isRequired: Bool = false, summary: String) {
        self.name = name
        self.schema = schema
        self.isRequired = isRequired
        self.summary = summary
    }
}
