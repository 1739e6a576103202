/// Which values of a many-valued attribute must be loaded to say whether a resource matches.
enum NeededValues: Equatable, Sendable {
    case none
    /// No others decide.
    case those([String])
    case all
}
