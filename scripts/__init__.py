"""What a developer runs by hand; nothing here is packaged."""
