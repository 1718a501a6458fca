"""One small search index a language, made from the built pages and the language's own rules."""
