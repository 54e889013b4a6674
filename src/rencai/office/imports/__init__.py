"""Tables of people and organisations brought in: columns guessed, rows checked, refusals handed back."""
