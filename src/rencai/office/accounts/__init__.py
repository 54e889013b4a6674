"""People who sign in, and their mandates: who may do what, where, from when until when."""
