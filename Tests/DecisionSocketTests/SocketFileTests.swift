import DecisionSocket
import Foundation
import NIOCore
import NIOPosix
import TestSupport
import Testing

extension SocketSuites {
    @Suite struct SocketFileTests {
        private func mode(_ path: String) throws -> Int? {
            try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
        }

        @Test func `socket and directory are closed to strangers, and the socket goes with the server`() async throws {
            let path = TestServer.makePath()
            try await TestServer.running(at: path) { _ async throws in
                #expect(try mode(path) == 0o660)
                #expect(try mode((path as NSString).deletingLastPathComponent) == 0o750)
            }
            #expect(!FileManager.default.fileExists(atPath: path))
        }

        @Test func `a living server's socket is not taken`() async throws {
            try await TestServer.running { server async throws in
                await #expect(throws: SocketError.inUse(path: server.path)) {
                    _ = try await TestServer.start(at: server.path)
                }
                #expect(try await server.ask("GET", "/healthz").status == 200)
            }
        }

        @Test func `a dead server's socket is taken over`() async throws {
            let path = TestServer.makePath()
            try FileManager.default.createDirectory(
                atPath: (path as NSString).deletingLastPathComponent,
                withIntermediateDirectories: true
            )
            // A process that binds and dies without tidying up.
            let process = Process()
            process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
            process.arguments = [
                "python3", "-c", "import socket,sys; socket.socket(socket.AF_UNIX).bind(sys.argv[1])", path,
            ]
            try process.run()
            process.waitUntilExit()
            try #require(FileManager.default.fileExists(atPath: path))
            try await TestServer.running(at: path) { server async throws in
                #expect(try await server.ask("GET", "/healthz").status == 200)
            }
        }

        @Test func `a file that is no socket is left alone`() async throws {
            let path = TestServer.makePath()
            try FileManager.default.createDirectory(
                atPath: (path as NSString).deletingLastPathComponent,
                withIntermediateDirectories: true
            )
            try Data("precious".utf8).write(to: URL(fileURLWithPath: path))
            await #expect(throws: SocketError.notASocket(path: path)) { _ = try await TestServer.start(at: path) }
            #expect(try String(contentsOfFile: path, encoding: .utf8) == "precious")
        }

        @Test func `a path that cannot be is refused`() async throws {
            let long = "/tmp/" + String(repeating: "x", count: 120)
            await #expect(throws: SocketError.pathTooLong(path: long, limit: 106)) {
                _ = try await TestServer.start(at: long)
            }
            await #expect(throws: SocketError.self) { _ = try await TestServer.start(at: "/proc/none/s") }
        }

        @Test func `a client says what is wrong`() async throws {
            let path = TestServer.makePath()
            let error = await #expect(throws: SocketError.noServer(path: path)) {
                _ = try await DecisionClient(path: path)
            }
            #expect(error?.description == "no server listens at `\(path)`; start one with `rollcall serve`")
        }

        @Test func `a client gives up on a server that does not answer`() async throws {
            let directory = try TemporaryDirectory()
            let path = directory.file("s")
            // Bound, and never accepted from.
            let server = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
                .serverChannelOption(.autoRead, value: false)
                .bind(unixDomainSocketPath: path).get()
            let client = try await DecisionClient(path: path)
            let error = await #expect(throws: SocketError.noAnswer(path: path)) {
                _ = try await client.send("GET", "/readyz", within: .milliseconds(50))
            }
            #expect(error?.description == "the server at `\(path)` does not answer")
            await #expect(throws: SocketError.closed(path: path)) { _ = try await client.send("GET", "/readyz") }
            try await server.close()
        }

        @Test func `a client learns that the server is gone`() async throws {
            let server = try await TestServer.start()
            let client = try await DecisionClient(path: server.path)
            #expect(try await client.send("GET", "/healthz").status == 200)
            try await server.stop()
            await #expect(throws: SocketError.closed(path: server.path)) {
                _ = try await client.send("GET", "/healthz")
            }
        }
    }
}
