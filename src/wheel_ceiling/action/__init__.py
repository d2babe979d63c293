"""GitHub's door: inputs and an event in, a report in every place that GitHub has for one out."""
