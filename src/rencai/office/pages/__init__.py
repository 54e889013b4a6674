"""The design system: the frame of every page, its styles and its parts."""
