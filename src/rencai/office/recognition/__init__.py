"""Recognition of talents (人才认定) by whoever holds the authority, and how that authority is handed down."""
