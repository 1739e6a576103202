import AccessModel
import DirectoryStorage
import HTTPTypes
import TokenSigning

/// `/clients`: the programs that may call this API.
enum ClientOperations {
    static let scopes = ["create", "read", "update", "delete"].map { "\($0):clients" }

    private static let path = "clients"
    private static let onePath = "clients/{client_id}"

    /// - Parameter scopes: all that a client can have.
    static func all(giving scopes: [String]) -> [Operation] {
        [list, show, create(giving: scopes), change(giving: scopes), rotate, delete]
    }

    private static let list = Operation(
        id: "get_clients",
        method: .get,
        path: path,
        summary: "List the clients by name; never their secrets",
        scopes: "read:clients",
        paging: .either,
        success: .init(.ok, .page(of: ClientBody.schema, named: "clients", .either))
    ) { request in
        let clients = try await request.read { try $0.clients() }
        return try request.answer(clients, named: "clients", by: \.name) { ClientBody($0) }
    }

    private static let show = Operation(
        id: "get_client",
        method: .get,
        path: onePath,
        summary: "Show a client; never its secret",
        scopes: "read:clients",
        success: .init(.ok, ClientBody.schema),
        refusals: [.notFound]
    ) { request in
        let id = request.identifier("client_id") as ClientRecord.ID
        return .ok(ClientBody(try await request.read { try $0.existingClient(id) }))
    }

    private static func create(giving scopes: [String]) -> Operation {
        Operation(
            id: "create_client",
            method: .post,
            path: path,
            summary: "Make a client and show its secret, this once",
            scopes: "create:clients",
            body: .object([.required("name", nameSchema), .required("scopes", scopesSchema(scopes))]),
            success: .init(.created, ClientBody.schema),
            refusals: [.conflict]
        ) { request in
            let given = Set(request.texts("scopes"))
            var generator = SystemRandomNumberGenerator()
            let secret = Secret.make()
            let client = ClientRecord(
                id: .make(using: &generator),
                name: try request.decoded(as: ClientWish.self).name ?? "",
                digest: SecretDigest(of: secret).bytes,
                scopes: given,
                created: request.instant
            )
            let commit = try await request.commit { transaction in
                try request.caller.current(in: transaction).checkMayGive(given)
                try transaction.putClient(client)
            }
            return .created(ClientBody(client, secret: secret), commit)
        }
    }

    private static func change(giving scopes: [String]) -> Operation {
        Operation(
            id: "update_client",
            method: .patch,
            path: onePath,
            summary: "Change a client's name or scopes; those taken away end in its tokens at once",
            scopes: "update:clients",
            body: .object([.optional("name", nameSchema), .optional("scopes", scopesSchema(scopes))]),
            success: .init(.ok, ClientBody.schema),
            refusals: [.notFound, .conflict]
        ) { request in
            let wish = try request.decoded(as: ClientWish.self)
            let commit = try await request.commit { transaction in
                var client = try transaction.existingClient(request.identifier("client_id"))
                let given = wish.scopes ?? client.scopes
                try request.caller.current(in: transaction).checkMayGive(given.subtracting(client.scopes))
                client.name = wish.name ?? client.name
                client.scopes = given
                try transaction.putClient(client)
                return client
            }
            return .ok(ClientBody(commit.value), commit)
        }
    }

    /// The new secret opens what the client may do: it is for those who may do as much.
    private static let rotate = Operation(
        id: "rotate_client_secret",
        method: .post,
        path: onePath + "/rotate-secret",
        summary: "Give a client a new secret and show it, this once; the old one and its tokens end at once",
        scopes: "update:clients",
        success: .init(.ok, ClientBody.schema),
        refusals: [.notFound]
    ) { request in
        let secret = Secret.make()
        let digest = SecretDigest(of: secret).bytes
        let commit = try await request.commit { transaction in
            var client = try transaction.existingClient(request.identifier("client_id"))
            try request.caller.current(in: transaction).checkMayGive(client.scopes)
            client.digest = digest
            client.secretNumber += 1
            try transaction.putClient(client)
            return client
        }
        return .ok(ClientBody(commit.value, secret: secret), commit)
    }

    private static let delete = Operation(
        id: "delete_client",
        method: .delete,
        path: onePath,
        summary: "End a client and its tokens, at once",
        scopes: "delete:clients",
        success: .noContent,
        refusals: [.notFound]
    ) { request in
        let id = request.identifier("client_id") as ClientRecord.ID
        let commit = try await request.commit { transaction in
            guard try transaction.deleteClient(id) else { throw ManagementError.unknownClient }
        }
        return .noContent(commit)
    }

    private static let nameSchema = Schema.text(1...140, pattern: #"[^\x00-\x1F\x7F]+"#)

    private static func scopesSchema(_ scopes: [String]) -> Schema { .list(.oneOf(scopes), 1...scopes.count) }
}

extension DirectoryReader {
    fileprivate func existingClient(_ id: ClientRecord.ID) throws -> ClientRecord {
        guard let client = try client(id) else { throw ManagementError.unknownClient }
        return client
    }
}

extension ManagementError {
    fileprivate static let unknownClient = Self(
        .notFound,
        "The client does not exist",
        errorCode: "inexistent_client"
    )
}

private struct ClientWish: Decodable {
    var name: String?
    var scopes: Set<String>?
}

/// A client as the management API shows it.
private struct ClientBody: Encodable, Sendable {
    var clientId: String
    var name: String
    /// Only in the answer that made it.
    var clientSecret: String?
    var scopes: [String]
    var createdAt: String
    var lastUsedAt: String?

    static let schema = Schema.object(
        "Client",
        [
            .required("client_id", .text()), .required("name", .text()), .optional("client_secret", .text()),
            .required("scopes", .list(.text())), .required("created_at", .instant),
            .optional("last_used_at", .instant),
        ]
    )

    init(_ client: ClientRecord, secret: String? = nil) {
        clientId = client.id.rawValue
        name = client.name
        clientSecret = secret
        scopes = client.scopes.sorted()
        createdAt = client.created.description
        lastUsedAt = client.lastUsed?.description
    }
}
