"""Archives: entries unpacked in bounded pieces, under names of our own."""
