"""Publication: layers that all who use this server see, with what is said of them, their versions and their end."""
