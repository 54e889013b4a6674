"""The pages of accounts and mandates."""
