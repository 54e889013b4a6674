"""The programs' way in: /api/v1/. Each app brings its router; what all answers have in common stands here."""
