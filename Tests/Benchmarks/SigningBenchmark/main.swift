// Signs the claims of a login on several threads at once, as fast as it can, and prints one line of JSON:
//
//     SigningBenchmark SECONDS THREADS [ALGORITHM]
//     {"algorithm":"ES256","threads":2,"seconds":3,"signatures_per_second":51234}

import Foundation
import Synchronization
import TokenSigning

let arguments = CommandLine.arguments.dropFirst()
let seconds = arguments.first.flatMap(Int.init) ?? 3
let threads = arguments.dropFirst().first.flatMap(Int.init) ?? 1
let algorithm = arguments.dropFirst(2).first.flatMap(SignatureAlgorithm.init(rawValue:)) ?? .ES256

let payload = Array(
    """
    {"iss":"https://rollcall.localhost","sub":"okta|acme-okta|00u1mayareyes","aud":"https://api.ledgerline.example",\
    "iat":1795426200,"exp":1795426500,"jti":"5f0c6d1e8a4b42f7b1b7f0c2d3e4a596","org_id":"org_4k7TtYbQe2mXwLpa",\
    "org_name":"acme","roles":["Approver","Clerk","Reader"],"tenant_roles":[],\
    "organization_roles":["Approver","Clerk","Reader"],"permissions":["create:invoices","read:invoices"],\
    "revision":"6f1d0c2ab93e4471:268"}
    """.utf8
)

let signer = TokenSigner(KeyRing(active: try SigningKey.generate(algorithm)))
let deadline = ContinuousClock.now + .seconds(seconds)
let signatures = Mutex(0)
let group = DispatchGroup()
for _ in 0..<threads {
    group.enter()
    Thread.detachNewThread {
        defer { group.leave() }
        var count = 0
        while ContinuousClock.now < deadline, (try? signer.sign(payload, as: .claims)) != nil { count += 1 }
        signatures.withLock { $0 += count }
    }
}
group.wait()

let rate = signatures.withLock { $0 } / seconds
print(
    "{\"algorithm\":\"\(algorithm.rawValue)\",\"threads\":\(threads),\"seconds\":\(seconds),"
        + "\"signatures_per_second\":\(rate)}"
)
