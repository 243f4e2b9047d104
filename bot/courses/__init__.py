"""Training centres and programmes: filtered, shown, compared."""
