"""Deploy: what makes the bundle for machines without a network, and the files that go into it."""
