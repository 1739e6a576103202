import AccessIndex
import AccessModel
import Testing
@Test func `an empty index knows nobody`() {
    let snapshot = IndexBuilder().snapshot(at: Revision(epoch: Revision.Epoch("0"), number: 0))
    let answer = snapshot.effectiveRoles(of: .user(User.ID("x")), organization: nil)
    #expect(answer == .denied(.unknownSubject))
}
