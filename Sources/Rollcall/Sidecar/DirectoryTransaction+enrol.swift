import AccessModel
import DirectoryStorage

extension DirectoryTransaction {
    /// Makes the member that a login asked for, if Auto-Membership still holds and the user is still admitted: the index
    /// that said so may be behind. Otherwise nothing changes, and the login's second question is refused.
    func enrol(_ member: OrganizationMember) throws(StoreError) {
        guard let user = try user(member.user)?.user, user.isAdmitted else { return }
        let links = try organizationConnections(of: member.organization)
        let admits = links.contains { link in
            link.connection == user.connection && link.isEnabled && link.assignsMembershipOnLogin
        }
        if admits { try addOrganizationMember(member) }
    }
}
