import DecisionSocket
import HTTPTypes
import NIOCore
import NIOHTTPTypes

/// Says in every request on a Unix socket which user of the machine sent it, as the kernel recorded it when the peer
/// connected. What the request itself says under that name is lost.
final class PeerUserHandler: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart

    private static let field = HTTPField.Name("Rollcall-Peer-User")

    private var userID: UInt32?

    func handlerAdded(context: ChannelHandlerContext) {
        PeerCredentials.read(from: context.channel).assumeIsolated().whenSuccess { self.userID = $0.userID }
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard case .head(var head) = unwrapInboundIn(data), let field = Self.field else {
            return context.fireChannelRead(data)
        }
        head.headerFields[field] = userID.map { "\($0)" }
        context.fireChannelRead(wrapInboundOut(.head(head)))
    }

    /// The user that the handler wrote into a request; nil where the kernel did not say.
    static func userID(in headers: HTTPFields) -> UInt32? {
        field.flatMap { headers[$0] }.flatMap { UInt32($0) }
    }
}
