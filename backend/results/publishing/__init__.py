"""From a tally to signed files that anybody can check: freezing, countersigning, publishing, correcting."""
