"""The log of questions, votes on answers, the inbox of the unanswered."""
