"""Pages and fragments: handlers, typed views, templates, charts as SVG, one stylesheet."""
