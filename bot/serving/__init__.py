"""How it runs: updates in by polling or webhook, health and metrics out, a clean stop."""
