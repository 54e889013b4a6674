"""The talent base (人才库): talents, their work, their evidence, and what is known of them on any day."""
