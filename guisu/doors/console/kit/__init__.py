"""What lists, filters, files and edit forms are made of; knows no room but staff."""
