import Testing

/// Tests with real sockets and threads run one after another.
@Suite(.serialized) enum SocketSuites {}
