"""What a file's columns can mean, how cells are read, and how rows become orders: no framework."""
