"""What people say of themselves for equality monitoring: optional, sealed for each person, shown to nobody else (TRUST A3, L14)."""
