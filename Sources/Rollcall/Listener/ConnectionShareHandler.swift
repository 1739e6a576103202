import HTTPTypes
import NIOCore
import NIOHTTPTypes

/// Tells the table of connections what goes on on one of them.
final class ConnectionShareHandler: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    private let table: ConnectionTable
    private let id: ConnectionTable.ID
    /// The trusted proxy at the other end, and how to read whom it speaks for; nil for everybody else.
    private let proxy: (address: NetworkAddress, forwarded: ForwardedAddress)?

    init(_ table: ConnectionTable, _ id: ConnectionTable.ID, proxy: (NetworkAddress, ForwardedAddress)?) {
        self.table = table
        self.id = id
        self.proxy = proxy.map { (address: $0.0, forwarded: $0.1) }
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        if case .head(let head) = unwrapInboundIn(data) {
            table.begin(id, from: proxy.map { $0.forwarded.client(of: head.headerFields, behind: $0.address).holder })
        }
        context.fireChannelRead(data)
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        context.write(data, promise: promise)
        if case .end = unwrapOutboundIn(data) { table.finish(id) }
    }
}
