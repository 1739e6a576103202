"""An administrator's day: what the SDK does with each kind of thing, held against the claims of the decision socket."""
