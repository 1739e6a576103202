import AccessModel
import Foundation
import HTTPTypes
package import Hummingbird
import NIOCore

/// Where the management socket shows a connection's last requests: `GET …/connections/{id}/scim-configuration/log`.
package struct ProvisioningHistoryRoutes: Sendable {
    private let journal: ProvisioningJournal

    package init(_ journal: ProvisioningJournal) {
        self.journal = journal
    }

    package func add(to router: Router<some RequestContext>) {
        router.get("/api/v2/connections/:id/scim-configuration/log") { [journal] _, context in
            let connection = Connection.ID(try context.parameters.require("id"))
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
            let body = try encoder.encode(await journal.events(of: connection))
            return Response(
                status: .ok,
                headers: [.contentType: "application/json"],
                body: ResponseBody(byteBuffer: ByteBuffer(bytes: body))
            )
        }
    }
}
