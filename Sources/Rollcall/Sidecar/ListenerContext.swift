import Hummingbird
import NIOCore
import Provisioning

/// What is known of a request besides what it says.
struct ListenerContext: PeerContext {
    var coreContext: CoreRequestContextStorage
    let channel: any Channel

    init(source: ApplicationRequestContextSource) {
        coreContext = .init(source: source)
        channel = source.channel
    }
}
