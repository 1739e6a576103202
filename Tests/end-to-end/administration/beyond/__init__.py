"""What goes beyond the contract, each part held against the answers of the decision socket."""
