"""The components: one folder each, with its context, template, style, script and examples."""
