import AccessModel

/// Whom a text in a question means, which applications spell as they come to know their users.
extension UserTable {
    /// Whether the text names the user: as a login id, or as a provider user id of the user's own connection.
    ///
    /// Nil wherever that is not certain, so that neither "the same" nor "another" permits anything: the text names nobody
    /// (it may be an address, or what somebody was called before), a login id whose user is called otherwise by now, or the
    /// user in one spelling and somebody else in the other.
    func isNamed(_ user: Ordinal<User>, by text: String) -> Bool? {
        let holder = ordinal(id: text)
        if let holder, !hasCurrentLoginID(holder) { return nil }
        guard let connection = connection(of: user) else { return nil }
        let isProviderID = hasProviderID(user, text)
        let isOthersProviderID = hasOther(than: user, providerID: text, connection)
        let isNamed = holder == user || isProviderID
        let isOtherNamed = (holder != nil && holder != user) || isOthersProviderID
        return isNamed == isOtherNamed ? nil : isNamed
    }
}
