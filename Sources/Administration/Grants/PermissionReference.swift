import AccessModel
import DirectoryStorage
import HTTPTypes

/// A permission of an API as a request names it.
struct PermissionReference: Codable, Hashable, Sendable {
    var api: String
    var permission: String

    private enum CodingKeys: String, CodingKey {
        case api = "resource_server_identifier"
        case permission = "permission_name"
    }

    /// What a request says that gives or takes permissions.
    static let body = Schema.object([
        .required(
            "permissions",
            .list(
                .object(
                    "PermissionReference",
                    [
                        .required("resource_server_identifier", .text(1...600)),
                        .required("permission_name", .text(1...280)),
                    ]
                ),
                1...1_000
            )
        )
    ])

    /// Those of a body, each once.
    static func all(of request: ManagementRequest) throws -> [Self] {
        struct Body: Decodable {
            var permissions: [PermissionReference]
        }
        var seen = Set<PermissionReference>()
        return try request.decoded(as: Body.self).permissions.filter { seen.insert($0).inserted }
    }

    /// Refuses a permission that no API has.
    func check(in reader: any DirectoryReader) throws {
        guard let api = try reader.api(api) else { throw ManagementError.unknownAPI }
        guard api.permissions.contains(where: { $0.name.hasSameBytes(as: permission) }) else {
            throw ManagementError(.notFound, "The resource server has no permission `\(permission)`.")
        }
    }

    var entitlement: Entitlement {
        Entitlement(resourceType: Entitlement.apiResourceType, resourceID: api, action: permission)
    }
}

extension ManagementError {
    static let unknownAPI = Self(
        .notFound,
        "The resource server does not exist.",
        errorCode: "inexistent_resource_server"
    )
}
