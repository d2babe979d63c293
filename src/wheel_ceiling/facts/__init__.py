"""Reference tables and the small functions that answer from them; read when first asked."""
