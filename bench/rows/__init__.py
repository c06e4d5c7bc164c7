"""A module a row: TITLE, measure(workshop), and where there is something to see plot(data)."""
