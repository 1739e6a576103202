import HummingbirdCore
import Logging
import NIOCore
import NIOHTTP1
import NIOHTTPTypes
import NIOHTTPTypesHTTP1
import RequestAdmission

/// One connection to a listener: HTTP/1.1 between the wire and the responder.
struct ListenerChannel: HTTPChannelHandler {
    /// A connection that is set up.
    struct Connection: ServerChildChannelValue {
        let http: NIOAsyncChannel<HTTPRequestPart, HTTPResponsePart>
        let peer: PeerConnection

        var channel: any Channel { http.channel }
    }

    let responder: HTTPChannelHandler.Responder
    /// Whether TLS lies below, so that addresses in answers begin with `https`.
    let isSecure: Bool
    let limits: ListenerLimits
    let peers: ListenerPeers

    init(
        _ responder: @escaping HTTPChannelHandler.Responder,
        isSecure: Bool,
        limits: ListenerLimits,
        peers: ListenerPeers
    ) {
        self.responder = { request, writer, channel in
            try await responder(request.asking(channel), writer, channel)
        }
        self.isSecure = isSecure
        self.limits = limits
        self.peers = peers
    }

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Connection> {
        channel.eventLoop.makeCompletedFuture {
            let pipeline = channel.pipeline.syncOperations
            let deadlines = ConnectionDeadlines(channel)
            let heads = HeadDeadlineHandler(deadlines, limit: limits.head)
            try pipeline.addHandler(heads, position: .first)
            // What is read ahead, and what cannot be parsed, is the business of `handleHTTP`.
            try pipeline.configureHTTPServerPipeline(
                withPipeliningAssistance: false,
                withErrorHandling: false,
                withOutboundHeaderValidation: false
            )
            let (handlers, peer) = peers.accept(channel)
            try pipeline.addHandlers([
                HTTP1ToHTTPServerCodec(secure: isSecure), ContinueHandler(),
                ExchangeDeadlineHandler(deadlines, heads, limit: limits.exchange),
            ])
            try pipeline.addHandlers(handlers)
            try pipeline.addHandler(GracefulEndHandler(quiet: ListenerLimits.quiet))
            try pipeline.addHandler(HTTPConnectionStateHandler(idleTimeout: limits.idle, logger: logger))
            let http = try NIOAsyncChannel<HTTPRequestPart, HTTPResponsePart>(
                wrappingChannelSynchronously: channel,
                configuration: NIOAsyncChannel.Configuration(isOutboundHalfClosureEnabled: true)
            )
            return Connection(http: http, peer: peer)
        }
    }

    func handle(value: Connection, logger: Logger) async {
        await withTaskExecutorPreference(LoopExecutor(value.channel.eventLoop)) {
            await PeerConnection.$current.withValue(value.peer) {
                await handleHTTP(asyncChannel: value.http, logger: logger)
            }
        }
    }
}
