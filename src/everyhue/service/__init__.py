"""Who sees it: HTTP API, web pages, settings, wiring."""
