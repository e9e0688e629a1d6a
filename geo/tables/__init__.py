"""Tables: statistics of one's own that outlive a reload, and those that are published for all."""
