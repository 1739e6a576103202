import HummingbirdCore
import Logging
import NIOCore
import NIOHTTP1
import NIOHTTPTypes
import NIOHTTPTypesHTTP1

/// One connection to a listener: HTTP/1.1 between the wire and the responder.
struct ListenerChannel: HTTPChannelHandler {
    typealias Value = NIOAsyncChannel<HTTPRequestPart, HTTPResponsePart>

    let responder: HTTPChannelHandler.Responder
    /// Whether TLS lies below, so that addresses in answers begin with `https`.
    let isSecure: Bool
    let limits: ListenerLimits
    /// Handlers of requests and answers besides those of every listener.
    let handlers: @Sendable () -> [any RemovableChannelHandler]

    init(
        _ responder: @escaping HTTPChannelHandler.Responder,
        isSecure: Bool,
        limits: ListenerLimits,
        handlers: @escaping @Sendable () -> [any RemovableChannelHandler]
    ) {
        self.responder = { request, writer, channel in
            try await responder(request.asking(channel), writer, channel)
        }
        self.isSecure = isSecure
        self.limits = limits
        self.handlers = handlers
    }

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Value> {
        channel.eventLoop.makeCompletedFuture {
            let pipeline = channel.pipeline.syncOperations
            // What is read ahead, and what cannot be parsed, is the business of `handleHTTP`.
            try pipeline.configureHTTPServerPipeline(
                withPipeliningAssistance: false,
                withErrorHandling: false,
                withOutboundHeaderValidation: false
            )
            try pipeline.addHandlers([
                HTTP1ToHTTPServerCodec(secure: isSecure), ContinueHandler(),
                ExchangeDeadlineHandler(limit: limits.exchange),
            ])
            try pipeline.addHandlers(handlers())
            try pipeline.addHandler(HTTPConnectionStateHandler(idleTimeout: limits.idle, logger: logger))
            let configuration = Value.Configuration(isOutboundHalfClosureEnabled: true)
            return try NIOAsyncChannel(wrappingChannelSynchronously: channel, configuration: configuration)
        }
    }

    func handle(value: Value, logger: Logger) async {
        await handleHTTP(asyncChannel: value, logger: logger)
    }
}
