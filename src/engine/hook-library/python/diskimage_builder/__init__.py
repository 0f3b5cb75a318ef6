"""The part of DIB that elements import, provided by diskwright."""
