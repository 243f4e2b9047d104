"""The guided choice: a few questions lead an entrepreneur or a learner to a short plan."""
