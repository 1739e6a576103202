/// What a connection's provider may get wrong: a small set of switches, chosen per connection.
package struct Profile: Hashable, Sendable {
    /// Attributes and schemas that no definition names are dropped with a warning; otherwise they are errors.
    package var ignoresUnknownAttributes: Bool
    /// `"True"` is true, `"12"` is 12, 12 is `"12"`, `""` is unassigned, and one value stands for a list of one.
    package var convertsValues: Bool
    /// Writing to `emails[type eq "work"].value` makes the element where none matches; otherwise `noTarget`.
    package var createsUnmatchedElements: Bool
    /// Messages may lack `schemas`, and a PATCH its operations.
    package var acceptsIncompleteMessages: Bool

    /// What real providers need; the default.
    package static let lenient = Profile(
        ignoresUnknownAttributes: true,
        convertsValues: true,
        createsUnmatchedElements: true,
        acceptsIncompleteMessages: true
    )

    /// The RFCs to the letter.
    package static let strict = Profile(
        ignoresUnknownAttributes: false,
        convertsValues: false,
        createsUnmatchedElements: false,
        acceptsIncompleteMessages: false
    )
}
