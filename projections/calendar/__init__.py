"""Time with no contract in it: spans, zones, territories, periods, public holidays, opening hours."""
