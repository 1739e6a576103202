import Foundation
import HTTPTypes
import StrictJSON

/// The OpenAPI 3.1 document of the operations, made from their declarations.
struct OpenAPIDocument: Sendable {
    private let operations: [Operation]

    init(_ operations: [Operation]) {
        self.operations = operations
    }

    var json: JSONValue {
        [
            "openapi": "3.1.0",
            "info": [
                "title": "Rollcall management API",
                "version": "2",
                "description": "Groups, roles, organizations, users and connections of one tenant.",
            ],
            "servers": [["url": "/api/v2"]],
            "paths": .object(JSONObject(paths)),
            "components": [
                "securitySchemes": .object([Self.schemeName: securityScheme]),
                "schemas": .object(JSONObject(namedSchemas)),
            ],
        ]
    }

    /// How a client gets a token, and what each scope is good for.
    private var securityScheme: JSONValue {
        var uses = [String: Set<String>]()
        for operation in operations {
            for scope in operation.scopes.all { uses[scope, default: []].insert(operation.summary) }
        }
        let scopes = uses.mapValues { JSONValue.string($0.sorted().joined(separator: ". ") + ".") }
        return [
            "type": "oauth2",
            "description": "Client credentials (RFC 6749) for a bearer token; `rollcall client new` makes clients.",
            "flows": ["clientCredentials": ["tokenUrl": "/oauth/token", "scopes": .object(JSONObject(scopes))]],
        ]
    }

    static let schemeName = "oauth2"

    private var paths: [String: JSONValue] {
        Dictionary(grouping: operations, by: \.path).reduce(into: [:]) { paths, entry in
            let methods = entry.value.map { ($0.method.rawValue.lowercased(), $0.document) }
            paths["/" + entry.key] = .object(JSONObject(Dictionary(methods) { first, _ in first }))
        }
    }

    private var namedSchemas: [String: JSONValue] {
        var schemas = [Self.errorName: Self.error.definition]
        RehearsalBody.schema.collectNamed(into: &schemas)
        for operation in operations {
            for schema in [operation.body, operation.success.schema] { schema?.collectNamed(into: &schemas) }
        }
        return schemas
    }

    static let errorName = "Error"
    static let error = Schema.object(
        errorName,
        [
            .required("statusCode", .integer(400...599)), .required("error", .text()),
            .required("message", .text()), .optional("errorCode", .text()),
        ]
    )
}

extension Operation {
    fileprivate var document: JSONValue {
        var document: JSONObject = [
            "operationId": .string(id),
            "summary": .string(summary),
            "description": .string(scopes.all.isEmpty ? "Needs no scope." : "Scopes: \(scopes)."),
            "security": .array(scopes.alternatives.map(Self.requirement)),
            "parameters": .array(pathParameters.map(Self.pathParameter) + allQueryParameters.map(\.document)),
            "responses": .object(JSONObject(responses)),
        ]
        if let body {
            document["requestBody"] = [
                "required": .boolean(!isBodyOptional),
                "content": ["application/json": ["schema": body.document]],
            ]
        }
        return .object(document)
    }

    /// One of the ways to be let in: all of these scopes.
    private static func requirement(_ scopes: Set<String>) -> JSONValue {
        .object([OpenAPIDocument.schemeName: .array(scopes.sorted().map(JSONValue.string))])
    }

    private static func pathParameter(_ name: String) -> JSONValue {
        ["name": .string(name), "in": "path", "required": true, "schema": ["type": "string", "minLength": 1]]
    }

    private var responses: [String: JSONValue] {
        let shown = canProject ? Success(success.status, success.schema?.projected) : success
        var responses: [String: JSONValue] = ["\(success.status.code)": shown.document]
        if canRehearse { responses["200"] = success.rehearsed.document }
        let usual: [HTTPResponse.Status] = [.badRequest, .unauthorized, .forbidden, .tooManyRequests]
        for status in usual + refusals + (body == nil ? [] : [.contentTooLarge]) {
            responses["\(status.code)"] = Success(status, OpenAPIDocument.error).document
        }
        return responses
    }
}

extension Operation.Success {
    /// A 200 always has a body, if only an empty object.
    fileprivate var document: JSONValue {
        var document: JSONObject = ["description": .string(status.reasonPhrase)]
        if let schema = schema ?? (status == .ok ? .object([]) : nil) {
            document["content"] = ["application/json": ["schema": schema.document]]
        }
        return .object(document)
    }

    /// What a rehearsal answers with, beside what the operation answers itself where that is 200.
    fileprivate var rehearsed: Self {
        guard status == .ok else { return Self(.ok, RehearsalBody.schema) }
        return Self(.ok, .anyOf([schema ?? .object([]), RehearsalBody.schema]))
    }
}

extension QueryParameter {
    fileprivate var document: JSONValue {
        [
            "name": .string(name), "in": "query", "required": .boolean(isRequired), "description": .string(summary),
            "schema": schema.document,
        ]
    }
}

extension ManagementRoutes {
    /// The document that the API over TCP hands out, as JSON.
    ///
    /// - Parameter tokenScopes: everything that a SCIM token may be good for.
    package static func openAPI(tokenScopes: [String]) throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes, .prettyPrinted]
        return [UInt8](try encoder.encode(OpenAPIDocument(Operation.all(reload: nil, tokenScopes: tokenScopes)).json))
    }

    /// Every scope that a client can have, in order.
    package static var scopes: [String] { Operation.scopes }
}
