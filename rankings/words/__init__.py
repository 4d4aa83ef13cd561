"""What people read and type, in one home each: the order of names, typed numbers and days."""
