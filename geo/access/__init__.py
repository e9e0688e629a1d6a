"""Access: who has signed in, which role may do what, keys for programs, and the one record of what was done."""
