"""The rows, one module each: TITLE, measure(workshop), and plot(data) if there is a plot."""
