"""The content as editors see it: pages, revisions and the way back, conflicts with files."""
