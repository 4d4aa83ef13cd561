"""Tables of the units inside one province: communes, departments, and the province's own row."""
