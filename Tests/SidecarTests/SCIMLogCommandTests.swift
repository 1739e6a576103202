import Foundation
import Testing

@testable import Rollcall

@Suite struct SCIMLogCommandTests {
    @Test func `what was refused is shown whole, and nothing else`() throws {
        let all = #"[{"path":"/Users","status":200},{"reason":"x","status":409},{"status":400},{"status":399}]"#
        let refused = try SCIMLogCommand.refusals(Answer(status: 200, body: Data(all.utf8)))
        #expect(refused.text == #"[{"reason":"x","status":409},{"status":400}]"#)
    }
}
