"""The words of the field as records; they hold data and keep bounds, and fetch, render or save nothing."""
